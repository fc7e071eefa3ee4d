//! How fast a counter counts, by another whose rate is known.

use core::hint::spin_loop;

#[cfg(test)]
mod tests;

/// A clock: a counter whose rate is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its name, for people.
    pub name: &'static str,
    /// How often it counts in a second.
    pub hz: u64,
    /// How many bits it has: it begins anew when they are full.
    pub bits: u32,
    /// Whether it counts down.
    pub down: bool,
}

/// The part of a second that a run takes: shorter than the time in which any such counter
/// begins anew.
const RUN: u64 = 200;
/// Runs, of which the one in the middle counts.
const RUNS: usize = 5;
/// Looks at both counters, of which the shortest counts.
const LOOKS: usize = 5;
/// Looks in a run. A clock that counts needs less.
const MOST: usize = 4_000_000;
/// Looks between which it must count.
const STILL: usize = 100_000;

impl Reference {
    /// How often the counter that `ticks` reads counts in a second, by this one, which
    /// `read` reads. Takes about 25 ms, or less if there is nothing that counts: then it is
    /// none.
    ///
    /// A caller that does not run for a while does not disturb it, since both counters go
    /// on; if it is for as long as this one takes to begin anew, a few times.
    pub fn measure(&self, ticks: impl Fn() -> u64, read: impl Fn() -> u64) -> Option<u64> {
        let mut rates = [0; RUNS];
        for rate in &mut rates {
            *rate = self.run(&ticks, &read)?;
        }
        rates.sort_unstable();
        Some(rates[RUNS / 2]).filter(|rate| *rate > 0)
    }

    fn run(&self, ticks: &impl Fn() -> u64, read: &impl Fn() -> u64) -> Option<u64> {
        let span = (self.hz / RUN).max(1);
        let (begin, first) = look(ticks, read);
        let (mut before, mut still) = (first, 0);
        for _ in 0..MOST {
            let now = read();
            still = if now == before { still + 1 } else { 0 };
            before = now;
            if still > STILL {
                return None;
            }
            if self.counts(first, now) >= span {
                let (end, last) = look(ticks, read);
                let counts = u128::from(self.counts(first, last).max(1));
                let rate = u128::from(end.saturating_sub(begin)) * u128::from(self.hz) / counts;
                return u64::try_from(rate).ok();
            }
            spin_loop();
        }
        None
    }

    /// How often it has counted from one value to another.
    fn counts(&self, from: u64, to: u64) -> u64 {
        let counts = if self.down {
            from.wrapping_sub(to)
        } else {
            to.wrapping_sub(from)
        };
        counts & (u64::MAX >> (64 - self.bits))
    }
}

/// What both counters show at the same time.
fn look(ticks: &impl Fn() -> u64, read: &impl Fn() -> u64) -> (u64, u64) {
    let looks = [(); LOOKS].map(|()| {
        let before = ticks();
        let count = read();
        let length = ticks().saturating_sub(before);
        (length, before + length / 2, count)
    });
    let shortest = looks.into_iter().min_by_key(|(length, ..)| *length);
    shortest.map_or((0, 0), |(_, ticks, count)| (ticks, count))
}

/// How often the time-stamp counter counts in a second, if CPUID knows: by its leaf 0x15,
/// which has the denominator and the numerator of its ratio to a crystal, and the crystal's
/// rate; or by the first number of leaf 0x16, the CPU's rate in MHz. A number that is not
/// known is 0.
pub fn known_to_cpuid(ratio: [u32; 3], megahertz: u32) -> Option<u64> {
    let [denominator, numerator, crystal] = ratio.map(u64::from);
    let product = crystal.checked_mul(numerator).filter(|it| *it > 0);
    let exact = product.and_then(|product| product.checked_div(denominator));
    exact
        .or_else(|| Some(u64::from(megahertz & 0xffff) * 1_000_000))
        .filter(|rate| *rate > 0)
}

/// By how many millionths `rate` is above `other`.
pub fn deviation(rate: u64, other: u64) -> i64 {
    let more = (i128::from(rate) - i128::from(other)) * 1_000_000;
    let parts = more.checked_div(other.into()).unwrap_or(i128::MAX);
    parts.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}
