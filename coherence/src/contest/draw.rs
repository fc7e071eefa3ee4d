//! Random times, by comparisons and sums alone: the same on every host.

use super::point::Spread;
use rand::{Rng, RngCore, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// What a CPU draws its times from.
#[derive(Clone, Debug)]
pub struct Draw(Pcg64Mcg);

impl Draw {
    /// The times of `cpu`: other ones for each seed and each CPU.
    pub fn new(seed: u64, cpu: usize) -> Self {
        // Neighbouring seeds give unrelated sequences.
        Self(Pcg64Mcg::seed_from_u64(
            seed.wrapping_mul(1 << 16).wrapping_add(cpu as u64),
        ))
    }

    /// The next time, of this average.
    pub fn time(&mut self, average: u64, spread: Spread) -> u64 {
        match spread {
            Spread::Exponential => self.exponential(average),
            Spread::Within(percent) => {
                let most = average * percent / 100;
                average - most + self.0.gen_range(0..=2 * most)
            }
        }
    }

    /// A time from an exponential distribution (von Neumann, 1951): as many whole averages
    /// as there are runs of falling numbers of even length before one of odd length, and
    /// the first number of that one.
    fn exponential(&mut self, average: u64) -> u64 {
        let mut whole = 0_u64;
        loop {
            let first = self.0.next_u64();
            let (mut last, mut length) = (first, 1);
            loop {
                let next = self.0.next_u64();
                if next > last {
                    break;
                }
                (last, length) = (next, length + 1);
            }
            if length % 2 == 1 {
                let part = (u128::from(first) * u128::from(average)) >> 64;
                return whole * average + part as u64;
            }
            whole += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(average: u64, spread: Spread) -> Vec<u64> {
        let mut draw = Draw::new(7, 3);
        (0..100_000).map(|_| draw.time(average, spread)).collect()
    }

    #[test]
    fn exponential_times_have_their_mean_and_their_tail() {
        let times = times(1000, Spread::Exponential);
        let mean = times.iter().sum::<u64>() / times.len() as u64;
        assert!((985..=1015).contains(&mean), "{mean}");
        for (beyond, expected) in [(693, 50_000), (1000, 36_788), (2303, 10_000), (4605, 1000)] {
            let seen = times.iter().filter(|&&it| it > beyond).count();
            let off = seen.abs_diff(expected);
            assert!(
                off * off < 25 * expected,
                "{seen} of {expected} are beyond {beyond}"
            );
        }
    }

    #[test]
    fn times_within_some_percent_are() {
        let times = times(1000, Spread::Within(10));
        assert_eq!(
            (times.iter().min(), times.iter().max()),
            (Some(&900), Some(&1100))
        );
        assert!(
            self::times(1000, Spread::Within(0))
                .iter()
                .all(|&it| it == 1000)
        );
        assert!(
            self::times(0, Spread::Exponential)
                .iter()
                .all(|&it| it == 0)
        );
    }

    #[test]
    fn cpus_and_seeds_draw_differently() {
        let first = |seed, cpu| Draw::new(seed, cpu).time(1 << 40, Spread::Exponential);
        assert_eq!(first(1, 1), first(1, 1));
        assert!(first(1, 1) != first(1, 2) && first(1, 1) != first(2, 1));
    }
}
