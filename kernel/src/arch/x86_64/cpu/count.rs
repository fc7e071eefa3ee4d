//! Which CPUs are up.

use latchwork_atomic::{AtomicUsize, Ordering};
use latchwork_kernel_lib::hardware::{CpuSet, Cpus};

static PRESENT: AtomicUsize = AtomicUsize::new(1);
static COUNT: AtomicUsize = AtomicUsize::new(1);

/// How many CPUs are up: those with the lowest numbers.
pub(crate) fn count() -> usize {
    // Acquire: pairs with the Release in `set`, for what a CPU does before it is up.
    COUNT.load(Ordering::Acquire)
}

/// Notes that so many CPUs are up. Only the boot CPU calls it.
pub(crate) fn set(count: usize) {
    // Release: pairs with the Acquire in `count`: the boot CPU has seen that the last is up.
    COUNT.store(count, Ordering::Release);
}

/// Notes how many CPUs there are, before others are started. Only the boot CPU calls it.
pub(crate) fn set_present(count: usize) {
    // Relaxed: others are started after it.
    PRESENT.store(count, Ordering::Relaxed);
}

/// The CPUs that the image uses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Online;

impl Cpus for Online {
    fn present(&self) -> usize {
        // Relaxed: the boot CPU has stored it before it started the others.
        PRESENT.load(Ordering::Relaxed)
    }

    fn online(&self) -> CpuSet {
        CpuSet::first(count())
    }
}
