//! A ticket lock that is not fair to the second waiter.

use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicU32, SpinHint, WaitUntil, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};

/// Whoever leaves with two behind it calls the second of them, and that one calls the first:
/// with one waiter at a time it is fair.
#[derive(Debug)]
pub(crate) struct SwappingTicket {
    next: AtomicU32,
    owner: AtomicU32,
    /// The number that was passed over, plus one, if one was. It is the holder's.
    passed: AtomicU32,
    log: Log<LockEvent>,
}

/// Nobody was passed over.
const NOBODY: u32 = 0;

impl_initial! { impl[] SwappingTicket = Self {
    next: AtomicU32::new(0),
    owner: AtomicU32::new(0),
    passed: AtomicU32::new(NOBODY),
    log: Log::new(),
} }

impl SwappingTicket {
    /// Whom the holder of `ticket` calls.
    fn whom(&self, ticket: u32) -> u32 {
        // Relaxed, all: who is behind is a hint, and the rest is the holder's.
        match self.passed.load(Relaxed) {
            NOBODY if self.next.load(Relaxed) > ticket + 2 => {
                // The mistake.
                self.passed.store(ticket + 2, Relaxed);
                ticket + 2
            }
            NOBODY => ticket + 1,
            passed if passed == ticket => passed - 1,
            _ => {
                self.passed.store(NOBODY, Relaxed);
                ticket + 2
            }
        }
    }
}

// SAFETY: as for the original: one number is called at a time, by whoever holds the lock.
unsafe impl RawLock for SwappingTicket {
    type Place = u32;
    type Token = u32;

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> u32 {
        // Relaxed: as in the original.
        let ticket = self.next.fetch_add(1, Relaxed);
        self.log.append(LockEvent::Arrive);
        ticket
    }

    unsafe fn wait(&self, ticket: u32) -> u32 {
        // Acquire: as in the original.
        self.owner
            .wait_until::<SpinHint>(Acquire, |owner| owner == ticket);
        self.log.append(LockEvent::Acquire);
        ticket
    }

    fn try_lock(&self) -> Option<u32> {
        // No client of this control tries.
        None
    }

    unsafe fn unlock(&self, ticket: u32) {
        // Release: as in the original.
        self.owner.store(self.whom(ticket), Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed, both: for diagnostics.
        self.next.load(Relaxed) != self.owner.load(Relaxed)
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
