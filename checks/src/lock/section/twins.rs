//! Known-bad twins of the critical section.

use super::enter::Enter;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicBool, impl_initial};
use latchwork_lock::{ForceUnlock, RawLock, TicketLock};

/// It does not ask who is inside: whoever enters again waits for itself.
#[derive(Debug)]
pub(super) struct NeverAsks(TicketLock);

impl_initial! { impl[] NeverAsks = Self(TicketLock::new()) }

impl Enter for NeverAsks {
    fn enter(&self) -> bool {
        // The mistake.
        let _token = self.0.lock();
        true
    }

    fn leave(&self, _first: bool) {
        // SAFETY: it was entered on this CPU.
        unsafe { self.0.force_unlock() };
    }
}

/// It asks whether anybody is inside, and takes that for its own CPU.
#[derive(Debug)]
pub(super) struct Anybody {
    lock: TicketLock,
    inside: AtomicBool,
}

impl_initial! { impl[] Anybody = Self { lock: TicketLock::new(), inside: AtomicBool::new(false) } }

impl Enter for Anybody {
    fn enter(&self) -> bool {
        // The mistake. Relaxed: as in the original.
        if self.inside.load(Relaxed) {
            return false;
        }
        let _token = self.lock.lock();
        // Relaxed: as in the original.
        self.inside.store(true, Relaxed);
        true
    }

    fn leave(&self, first: bool) {
        if first {
            // Relaxed: as in the original.
            self.inside.store(false, Relaxed);
            // SAFETY: it was entered on this CPU.
            unsafe { self.lock.force_unlock() };
        }
    }
}
