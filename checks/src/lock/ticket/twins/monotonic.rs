//! A ticket lock that takes its numbers to grow for ever.

use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicU32, SpinHint, WaitUntil, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};

/// Who has waited for a number or a later one is let in: where the numbers come round, that
/// is everybody. It begins with the last number there is.
#[derive(Debug)]
pub(crate) struct MonotonicTicket {
    next: AtomicU32,
    owner: AtomicU32,
    log: Log<LockEvent>,
}

impl_initial! { impl[] MonotonicTicket = Self {
    next: AtomicU32::new(u32::MAX),
    owner: AtomicU32::new(u32::MAX),
    log: Log::new(),
} }

// SAFETY: none; this lock is wrong, and only models use it.
unsafe impl RawLock for MonotonicTicket {
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
        // Acquire: as in the original. The mistake: it was `==`.
        self.owner
            .wait_until::<SpinHint>(Acquire, |owner| owner >= ticket);
        self.log.append(LockEvent::Acquire);
        ticket
    }

    fn try_lock(&self) -> Option<u32> {
        // No client of this control tries.
        None
    }

    unsafe fn unlock(&self, ticket: u32) {
        // Release: as in the original.
        self.owner.store(ticket.wrapping_add(1), Release);
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
