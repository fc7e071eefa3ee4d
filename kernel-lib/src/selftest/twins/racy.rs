//! A number that loses increments.

use crate::selftest::count::Counter;
use std::ops::DerefMut;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::yield_now;

/// Loses increments that are made at the same time, but is no data race: what
/// locks that do not exclude can be tried with.
#[derive(Debug)]
pub(crate) struct Racy(AtomicU64);

impl Counter for Racy {
    const ZERO: Self = Self(AtomicU64::new(0));

    fn increment(guard: &mut impl DerefMut<Target = Self>, between: impl FnOnce()) {
        // A shared reference: it may exist more than once at a time.
        let Self(number) = &**guard;
        // Relaxed, both: only the number counts.
        let read = number.load(Relaxed);
        yield_now();
        between();
        number.store(read + 1, Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}
