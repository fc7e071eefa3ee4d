//! A ticket lock whose release is relaxed.

use latchwork_atomic::Ordering::{Acquire, Relaxed};
use latchwork_atomic::{AtomicU32, SpinHint, WaitUntil, const_fn, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};

/// Its release publishes nothing, so the next holder may not see what this one
/// wrote: a data race that only a weak memory model shows.
#[derive(Debug)]
pub(crate) struct RelaxedTicket {
    next: AtomicU32,
    owner: AtomicU32,
    log: Log<LockEvent>,
}

impl RelaxedTicket {
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

impl Default for RelaxedTicket {
    fn default() -> Self {
        Self::new()
    }
}

impl_initial! { impl[] RelaxedTicket = Self::new() }

// SAFETY: none; this lock is wrong, and only models use it.
unsafe impl RawLock for RelaxedTicket {
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
        // Acquire: as in the original, but the store it reads is not a Release.
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
        // Relaxed: the mistake. It was a Release.
        self.owner.store(ticket + 1, Relaxed);
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
