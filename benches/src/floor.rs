//! What a lock is measured against.

use core::cell::Cell;
use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::{Acquire, Release};

/// The least that a lock with one atomic read-modify-write does: a fetch-add to
/// acquire and a store to release, without waiting. It excludes nobody, and is
/// `!Sync`.
#[derive(Debug, Default)]
pub struct Floor {
    next: AtomicU32,
    owner: AtomicU32,
    count: Cell<u64>,
}

impl Floor {
    /// The two accesses, and an increment between them.
    #[inline(always)]
    pub fn increment(&self) {
        // Acquire and Release: nobody else looks, but the compiler must keep the
        // increment between the two and in memory, as between a lock's.
        let ticket = self.next.fetch_add(1, Acquire);
        self.count.set(self.count.get() + 1);
        self.owner.store(ticket.wrapping_add(1), Release);
    }
}
