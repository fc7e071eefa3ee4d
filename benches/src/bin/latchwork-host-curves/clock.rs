//! The clock: cycles of the time stamp counter, which all cores read alike.

use latchwork_benches::stats::median;
use std::hint::black_box;
use std::time::Instant;

/// Cycles since some moment. Elsewhere than on x86-64 a nanosecond counts as a cycle.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn now() -> u64 {
    // SAFETY: every x86-64 processor has the instruction, and it only reads.
    unsafe { core::arch::x86_64::_rdtsc() }
}

/// Cycles since some moment. Elsewhere than on x86-64 a nanosecond counts as a cycle.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(crate) fn now() -> u64 {
    static BEGUN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    BEGUN.elapsed().as_nanos() as u64
}

/// How often something is timed, of which the median counts.
const TIMES: usize = 31;

/// Iterations of [`spend`] that are timed at once.
const ITERATIONS: u64 = 20_000;

/// What the clock and the work of this host have been measured to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// Cycles a nanosecond.
    pub(crate) gigahertz: f64,
    /// Cycles that [`now`] takes.
    pub(crate) reading: u64,
    /// Iterations of [`spend`] a cycle.
    pub(crate) per_cycle: f64,
}

impl Clock {
    /// Measures it, for a twentieth of a second or so.
    pub(crate) fn measure() -> Self {
        let timed = |of: fn() -> f64| median(&(0..TIMES).map(|_| of()).collect::<Vec<_>>());
        Self {
            gigahertz: timed(gigahertz),
            reading: timed(reading).round() as u64,
            per_cycle: timed(per_cycle),
        }
    }

    /// The iterations of [`spend`] that take so many cycles.
    pub(crate) fn iterations(&self, cycles: u64) -> u64 {
        (cycles as f64 * self.per_cycle).round() as u64
    }

    /// The iterations of [`spend`] that take so many cycles together with the reading of
    /// the clock that they wait for.
    pub(crate) fn after_reading(&self, cycles: u64) -> u64 {
        self.iterations(cycles.saturating_sub(self.reading))
    }
}

/// Cycles a nanosecond, timed once for a millisecond.
pub(crate) fn gigahertz() -> f64 {
    let (begun, first) = (Instant::now(), now());
    while begun.elapsed().as_micros() < 1000 {
        std::hint::spin_loop();
    }
    let (elapsed, last) = (begun.elapsed(), now());
    (last - first) as f64 / elapsed.as_nanos() as f64
}

fn reading() -> f64 {
    let first = now();
    for _ in 0..1000 {
        black_box(now());
    }
    (now() - first) as f64 / 1000.0
}

fn per_cycle() -> f64 {
    let first = now();
    spend(ITERATIONS, first);
    ITERATIONS as f64 / (now() - first) as f64
}

/// Work that touches no memory: each iteration waits for the one before, the first for
/// `after`, and who uses the result for the last.
#[inline(never)]
pub(crate) fn spend(iterations: u64, after: u64) -> u64 {
    let mut value = after;
    for it in 0..iterations {
        value = value.wrapping_add(it).rotate_left(7);
    }
    black_box(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reading_of_the_clock_is_part_of_the_work() {
        let clock = Clock {
            gigahertz: 2.0,
            reading: 30,
            per_cycle: 0.5,
        };
        assert_eq!(
            [0, 30, 31, 130, 1030].map(|it| clock.after_reading(it)),
            [0, 0, 1, 50, 500]
        );
        assert_eq!([0, 30, 130].map(|it| clock.iterations(it)), [0, 15, 65]);
    }

    #[test]
    fn the_clock_goes_on() {
        let first = now();
        spend(10_000, first);
        assert!(now() > first);
    }
}
