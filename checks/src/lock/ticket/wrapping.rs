//! The ticket lock where its numbers come round.

use latchwork_atomic::impl_initial;
use latchwork_layer::Log;
use latchwork_lock::{RawLock, TicketLock};
use latchwork_lock::author::{Drawn, HandOff, LockEvent, Order, Ticket};

/// The lock that is checked, with `FIRST` for its first number.
#[derive(Debug)]
pub(super) struct StartingAt<const FIRST: u32>(TicketLock);

impl_initial! { impl[const FIRST: u32] StartingAt<FIRST> = Self(TicketLock::starting_at(FIRST)) }

// SAFETY: it is the lock that it contains.
unsafe impl<const FIRST: u32> RawLock for StartingAt<FIRST> {
    type Place = Drawn;
    type Token = Ticket;

    const ORDER: Order = <TicketLock as RawLock>::ORDER;

    const HAND_OFF: Option<HandOff> = <TicketLock as RawLock>::HAND_OFF;

    unsafe fn arrive(&self) -> Drawn {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.0.arrive() }
    }

    unsafe fn wait(&self, drawn: Drawn) -> Ticket {
        // SAFETY: as the caller promises.
        unsafe { self.0.wait(drawn) }
    }

    fn try_lock(&self) -> Option<Ticket> {
        self.0.try_lock()
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
