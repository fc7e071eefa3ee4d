//! The thread's index, for locks that want to know their CPU.

use core::cell::Cell;
use latchwork_lock::CurrentCpu;

/// How many threads can sit down at a time.
pub const SEATS: usize = 64;

thread_local! {
    static SEAT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Gives the calling thread the index `seat`, in place of any it had.
///
/// # Safety
///
/// The thread holds no lock that knows it by its index, and takes none from now
/// on that a thread with the same index uses.
pub unsafe fn sit(seat: usize) {
    SEAT.set(seat);
}

/// The index that [`sit`] gave the calling thread, kept in a thread-local
/// variable: what a kernel's per-CPU index costs, within an addressing mode.
///
/// A thread that has not sat down has no index: its locks panic.
#[derive(Debug)]
pub struct Seat;

// SAFETY: whoever called `sit` promised that the threads of one lock have
// different indices; a thread runs one of the lock's methods at a time.
unsafe impl CurrentCpu for Seat {
    #[inline(always)]
    fn current() -> usize {
        SEAT.get()
    }
}
