//! Who arrives first is served first.

use arrayvec::ArrayVec;
use core::iter::once;
use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicUsize, Initial, SpinHint, WaitUntil};
use latchwork_lock::Mutex;
use latchwork_lock::author::Doorway;

use super::verdict::ensure;
use super::{Locks, On, SelfTest, Verdict};
use crate::{MAX_CPUS, Machine};

/// Locks with a [`Doorway`]: who arrives first is served first.
#[derive(Debug)]
pub enum ArrivalOrder {}

impl SelfTest for ArrivalOrder {
    const NAME: &'static str = "arrival-order";
    const LOCKS: Locks = Locks::Fifo;
}

impl<R: Doorway + Initial + Sync> On<R> for ArrivalOrder {
    fn run(machine: &dyn Machine, _times: u64) -> Verdict {
        arrival_order::<R>(machine)
    }
}

/// Lines all CPUs up before the lock, one by one: they are served in that order.
///
/// They line up by ascending number and then by descending number, so that a lock
/// which goes by numbers is caught. On one CPU there remains that its arrival
/// shows in the doorway and that it is served.
///
/// # Panics
///
/// If the machine has more than [`MAX_CPUS`] CPUs.
pub fn arrival_order<R>(machine: &dyn Machine) -> Verdict
where
    R: Doorway + Initial + Sync,
{
    arrival_shows::<R>()?;
    let others = 1..machine.cpus();
    line_up::<R>(machine, others.clone())?;
    line_up::<R>(machine, others.rev())
}

/// The doorway changes when CPU 0 arrives at a free lock.
fn arrival_shows<R: Doorway + Initial>() -> Verdict {
    let mutex = const { Mutex::<(), R>::new(()) };
    let free = mutex.raw().doorway();
    let guard = mutex.lock();
    let taken = mutex.raw().doorway();
    drop(guard);
    ensure!(
        free != taken,
        "the doorway was {free} before CPU 0 arrived and {taken} while it held the lock"
    );
    Ok(())
}

/// Lets the CPUs `others` arrive, in this order, while CPU 0 holds the lock.
fn line_up<R>(machine: &dyn Machine, others: impl Iterator<Item = usize> + Clone + Sync) -> Verdict
where
    R: Doorway + Initial + Sync,
{
    let mut served = const { Mutex::<ArrayVec<usize, MAX_CPUS>, R>::new(ArrayVec::new_const()) };
    let let_in = AtomicUsize::new(0);
    machine.run_on(machine.cpus(), &|cpu| {
        if cpu == 0 {
            let mut served_now = served.lock();
            served_now.push(cpu);
            for next in others.clone() {
                let doorway = || served.raw().doorway();
                let before = doorway();
                // Release: pairs with the Acquire wait below; without it the
                // arrival of `next` might come before that of CPU 0, or before
                // one that CPU 0 has seen in the doorway.
                let_in.store(next, Release);
                // Relaxed: what is polled is the doorway; `let_in` is this CPU's.
                let_in.wait_until::<SpinHint>(Relaxed, |_| doorway() != before);
            }
        } else {
            // Acquire: pairs with the Release store above.
            let_in.wait_until::<SpinHint>(Acquire, |next| next == cpu);
            served.lock().push(cpu);
        }
    });
    let served = served.get_mut();
    let arrived = once(0).chain(others);
    for (place, (&served, arrived)) in served.iter().zip(arrived.clone()).enumerate() {
        ensure!(
            served == arrived,
            "CPU {served} was served at place {place} where CPU {arrived} had arrived"
        );
    }
    let (served, arrived) = (served.len(), arrived.count());
    ensure!(
        served == arrived,
        "{served} CPUs were served and {arrived} had arrived"
    );
    Ok(())
}

#[cfg(test)]
pub(super) mod tests;
