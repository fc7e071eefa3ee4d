//! A ticket lock that does not serve every ticket.

use crate::selftest::ticket_order::ticket_order;
use latchwork_atomic::impl_initial;
use latchwork_layer::Log;
use latchwork_lock::author::{Drawn, Ticket};
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{RawLock, TicketLock};

use crate::Machine;
use crate::selftest::Verdict;
use crate::selftest::twins::{assert_accepted, assert_rejected};
use crate::threads::Threads;

/// Whoever draws a ticket that leaves 1 when divided by 3 throws it away and
/// draws another.
#[derive(Debug)]
struct Skipping {
    tickets: TicketLock,
}

impl_initial! { impl[] Skipping = Self { tickets: TicketLock::new() } }

// SAFETY: who returns holds `tickets`, which excludes.
unsafe impl RawLock for Skipping {
    type Place = Drawn;
    type Token = Ticket;

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> Drawn {
        // SAFETY: handed on to the caller, who keeps the contract.
        unsafe { self.tickets.arrive() }
    }

    unsafe fn wait(&self, drawn: Drawn) -> Ticket {
        // SAFETY: the caller's promise is the same.
        let mut ticket = unsafe { self.tickets.wait(drawn) };
        loop {
            if ticket.number() % 3 != 1 {
                return ticket;
            }
            // SAFETY: it comes from this lock, which protects nothing yet.
            unsafe { self.tickets.unlock(ticket) };
            ticket = self.tickets.lock();
        }
    }

    fn try_lock(&self) -> Option<Ticket> {
        self.tickets.try_lock()
    }

    unsafe fn unlock(&self, ticket: Ticket) {
        // SAFETY: the caller's promise is the same.
        unsafe { self.tickets.unlock(ticket) };
    }

    fn is_locked(&self) -> bool {
        self.tickets.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.tickets.log()
    }
}

/// What the self-test must reject, on four CPUs.
pub(in crate::selftest) const TWINS: &[fn(&dyn Machine) -> Verdict] =
    &[|machine| ticket_order::<Skipping>(machine, 20)];

#[test]
fn ticket_order_rejects_a_gap() {
    for cpus in [1, 4] {
        let machine = Threads::new(cpus);
        assert_rejected(
            ticket_order::<Skipping>(&machine, 20),
            "ticket 2 was served where ticket 1 was next",
        );
        assert_accepted(ticket_order::<TicketLock>(&machine, 20));
    }
}
