//! Memory that loom watches for data races.

use loom::cell::UnsafeCell;

/// A cell that threads share without a promise: keeping its accesses apart is
/// what the programs are about.
pub(crate) struct Cell(UnsafeCell<usize>);

// SAFETY: loom runs its threads as coroutines of one thread of the host, and
// none is switched away from in an access, so no two accesses overlap.
unsafe impl Sync for Cell {}

impl Cell {
    pub(crate) fn new() -> Self {
        Self(UnsafeCell::new(0))
    }

    pub(crate) fn write(&self, value: usize) {
        // SAFETY: as for `Sync`.
        self.0.with_mut(|cell| unsafe { *cell = value });
    }

    pub(crate) fn read(&self) -> usize {
        // SAFETY: as for `Sync`.
        self.0.with(|cell| unsafe { *cell })
    }
}
