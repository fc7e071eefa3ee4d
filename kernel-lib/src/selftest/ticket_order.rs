//! Tickets are served as drawn.

use core::hint::spin_loop;
use latchwork_atomic::Initial;
use latchwork_lock::author::Ticket;
use latchwork_lock::{Mutex, MutexGuard, RawLock};

use super::verdict::ensure;
use super::{Failure, Locks, On, SelfTest, Verdict};
use crate::Machine;
use crate::together::together;

/// Locks that give [`Ticket`]s: they are served as drawn, under contention.
#[derive(Debug)]
pub enum TicketOrder {}

impl SelfTest for TicketOrder {
    const NAME: &'static str = "ticket-order";
    const LOCKS: Locks = Locks::Some;
}

impl<R: RawLock<Token = Ticket> + Initial + Sync> On<R> for TicketOrder {
    fn run(machine: &dyn Machine, times: u64) -> Verdict {
        ticket_order::<R>(machine, times)
    }
}

/// How far a lock's tickets have been served.
struct Served {
    /// The ticket that is next.
    next: u32,
    /// The first one that was served in the place of another, and the other.
    wrong: Option<(u32, u32)>,
}

/// Lets every CPU acquire one lock `acquisitions` times: its tickets are served as
/// 0, 1, 2, … without a gap.
pub fn ticket_order<R>(machine: &dyn Machine, acquisitions: u64) -> Verdict
where
    R: RawLock<Token = Ticket> + Initial + Sync,
{
    let cpus = machine.cpus();
    let mut served = const {
        Mutex::<Served, R>::new(Served {
            next: 0,
            wrong: None,
        })
    };
    together(machine, cpus, &|_| {
        for _ in 0..acquisitions {
            let mut served = served.lock();
            let number = MutexGuard::token(&served).number();
            let next = served.next;
            if number != next {
                served.wrong.get_or_insert((number, next));
            }
            // A hypervisor switches CPUs here: others then draw their tickets.
            spin_loop();
            // As the numbers do, it wraps.
            served.next = next.wrapping_add(1);
        }
    });
    let &mut Served { next, wrong } = served.get_mut();
    if let Some((number, next)) = wrong {
        let failure = format_args!("ticket {number} was served where ticket {next} was next");
        return Err(Failure::new(failure));
    }
    let expected = acquisitions * cpus as u64;
    ensure!(
        next == expected as u32,
        "{cpus} CPUs drew {expected} tickets and {next} were served"
    );
    Ok(())
}

#[cfg(test)]
pub(super) mod tests;
