//! A ticket lock whose `try_lock` always fails, and does not log it.

use latchwork_atomic::impl_initial;
use latchwork_layer::Log;
use latchwork_lock::author::{Drawn, Ticket};
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{RawLock, TicketLock};

/// It excludes, and its log is in order; but the log does not say what the
/// caller was told.
#[derive(Debug)]
pub(crate) struct SilentTicket(TicketLock);

impl_initial! { impl[] SilentTicket = Self(TicketLock::new()) }

// SAFETY: it is the original, and never gives a token out otherwise.
unsafe impl RawLock for SilentTicket {
    type Place = Drawn;
    type Token = Ticket;

    const ORDER: Order = TicketLock::<latchwork_atomic::SpinHint>::ORDER;

    unsafe fn arrive(&self) -> Drawn {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.0.arrive() }
    }

    unsafe fn wait(&self, drawn: Drawn) -> Ticket {
        // SAFETY: as the caller promises.
        unsafe { self.0.wait(drawn) }
    }

    fn try_lock(&self) -> Option<Ticket> {
        // The mistake.
        None
    }

    unsafe fn unlock(&self, ticket: Ticket) {
        // SAFETY: as the caller promises.
        unsafe { self.0.unlock(ticket) };
    }

    fn is_locked(&self) -> bool {
        self.0.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.0.log()
    }
}
