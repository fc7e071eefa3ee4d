//! A ticket lock that says too early that it has the lock.

use latchwork_atomic::{impl_initial, model};
use latchwork_layer::Log;
use latchwork_lock::author::{Drawn, Ticket};
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{RawLock, TicketLock};

/// It excludes; but an acquisition of CPU 0 is logged before it is waited for, when the
/// lock may still be another's.
#[derive(Debug)]
pub(crate) struct EagerTicket {
    lock: TicketLock,
    log: Log<LockEvent>,
}

impl_initial! { impl[] EagerTicket = Self { lock: TicketLock::new(), log: Log::new() } }

// SAFETY: it is the original, with a log of its own.
unsafe impl RawLock for EagerTicket {
    type Place = Drawn;
    type Token = Ticket;

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> Drawn {
        // SAFETY: handed on to the caller, who keeps the contract.
        let drawn = unsafe { self.lock.arrive() };
        self.log.append(LockEvent::Arrive);
        drawn
    }

    unsafe fn wait(&self, drawn: Drawn) -> Ticket {
        // The mistake; only CPU 0 makes it.
        let early = model::current_cpu() == 0;
        if early {
            self.log.append(LockEvent::Acquire);
        }
        // SAFETY: as the caller promises.
        let ticket = unsafe { self.lock.wait(drawn) };
        if !early {
            self.log.append(LockEvent::Acquire);
        }
        ticket
    }

    fn try_lock(&self) -> Option<Ticket> {
        // No client of this control tries.
        None
    }

    unsafe fn unlock(&self, ticket: Ticket) {
        // SAFETY: as the caller promises.
        unsafe { self.lock.unlock(ticket) };
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        self.lock.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
