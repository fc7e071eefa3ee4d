//! How many CPUs are up.

use latchwork_atomic::{AtomicUsize, Ordering};

static COUNT: AtomicUsize = AtomicUsize::new(1);

/// How many CPUs are up.
pub(crate) fn count() -> usize {
    // Relaxed: a number to count up to, nothing is read on the strength of it.
    COUNT.load(Ordering::Relaxed)
}

/// Notes that so many CPUs are up. Only the boot CPU calls it.
pub(crate) fn set(count: usize) {
    // Relaxed: a number to count up to, nothing is read on the strength of it.
    COUNT.store(count, Ordering::Relaxed);
}
