//! A ticket lock whose failed `try_lock` writes the owner.

use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicU32, SpinHint, WaitUntil, const_fn, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};

/// Its `try_lock` "corrects" the owner by what the failed exchange has read:
/// that calls the next number while the holder is still inside.
#[derive(Debug)]
pub(crate) struct MeddlingTicket {
    next: AtomicU32,
    owner: AtomicU32,
    log: Log<LockEvent>,
}

impl MeddlingTicket {
    const_fn! {
        /// A free lock.
        pub fn new() -> Self {
            Self {
                next: AtomicU32::new(0),
                owner: AtomicU32::new(0),
                log: Log::new(),
            }
        }
    }
}

impl Default for MeddlingTicket {
    fn default() -> Self {
        Self::new()
    }
}

impl_initial! { impl[] MeddlingTicket = Self::new() }

// SAFETY: none; this lock is wrong, and only models use it.
unsafe impl RawLock for MeddlingTicket {
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
        // Acquire: pairs with the Release store in `unlock`.
        self.owner
            .wait_until::<SpinHint>(Acquire, |owner| owner == ticket);
        self.log.append(LockEvent::Acquire);
        ticket
    }

    fn try_lock(&self) -> Option<u32> {
        // Acquire: as in the original.
        let owner = self.owner.load(Acquire);
        // Relaxed: as in the original.
        let drawn = self
            .next
            .compare_exchange(owner, owner + 1, Relaxed, Relaxed);
        self.log.append(LockEvent::TryAcquire(drawn.is_ok()));
        if let Err(next) = drawn {
            // The mistake, whatever the ordering: the owner is the holder's.
            self.owner.store(next, Release);
        }
        drawn.ok()
    }

    unsafe fn unlock(&self, ticket: u32) {
        // Release: pairs with the Acquire loads in `wait` and `try_lock`.
        self.owner.store(ticket + 1, Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics.
        self.next.load(Relaxed) != self.owner.load(Relaxed)
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
