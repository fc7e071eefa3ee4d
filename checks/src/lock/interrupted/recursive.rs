//! A lock that lets its own CPU in again.

use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicUsize, impl_initial, model};
use latchwork_layer::Log;
use latchwork_lock::{RawLock, TicketLock};
use latchwork_lock::author::{Drawn, LockEvent, Order, Ticket};

/// Its `try_lock` succeeds if the CPU that tries holds the lock already: as long as nobody
/// is interrupted, nobody tries then.
#[derive(Debug)]
pub(super) struct RecursiveTicket {
    lock: TicketLock,
    /// The CPU that holds the lock, plus one; written by that one only.
    holder: AtomicUsize,
}

/// Nobody holds the lock.
const NOBODY: usize = 0;

impl_initial! { impl[] RecursiveTicket = Self {
    lock: TicketLock::new(),
    holder: AtomicUsize::new(NOBODY),
} }

impl RecursiveTicket {
    fn held(&self, ticket: Ticket) -> Option<Ticket> {
        // Relaxed, here and below: a CPU looks for its own number.
        self.holder.store(model::current_cpu() + 1, Relaxed);
        Some(ticket)
    }
}

// SAFETY: none; this lock is wrong, and only models use it.
unsafe impl RawLock for RecursiveTicket {
    type Place = Drawn;
    /// Nothing, of an acquisition in an acquisition.
    type Token = Option<Ticket>;

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> Drawn {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.lock.arrive() }
    }

    unsafe fn wait(&self, drawn: Drawn) -> Option<Ticket> {
        // SAFETY: as the caller promises.
        let ticket = unsafe { self.lock.wait(drawn) };
        self.held(ticket)
    }

    fn try_lock(&self) -> Option<Option<Ticket>> {
        if self.holder.load(Relaxed) == model::current_cpu() + 1 {
            // The mistake.
            self.log().append(LockEvent::TryAcquire(true));
            return Some(None);
        }
        self.lock.try_lock().map(|ticket| self.held(ticket))
    }

    unsafe fn unlock(&self, token: Option<Ticket>) {
        match token {
            Some(ticket) => {
                self.holder.store(NOBODY, Relaxed);
                // SAFETY: as the caller promises.
                unsafe { self.lock.unlock(ticket) };
            }
            None => self.log().append(LockEvent::Release),
        }
    }

    fn is_locked(&self) -> bool {
        self.lock.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.lock.log()
    }
}
