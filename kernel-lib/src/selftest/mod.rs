//! Self-tests: what a lock promises, tried on every CPU of the machine.
//!
//! | test | of | claims |
//! |---|---|---|
//! | [`count()`] | every lock | increments under the lock are not lost |
//! | [`try_lock()`] | every lock | it succeeds exactly when the lock is free, and excludes |
//! | [`arrival_order`] | locks with a [`Doorway`](latchwork_lock::Doorway) | who arrives first is served first |
//! | [`ticket_order`] | locks that give [`Ticket`](latchwork_lock::Ticket)s | tickets are served as drawn, under contention |
//! | [`queue()`] | the queue of `latchwork-sched` over every lock | nothing is lost, nothing comes twice, first in is first out for each producer |
//!
//! Each is generic in the lock or the queue and says in its [`Failure`] what it saw, so that
//! it can be tried on one that breaks its promise. On a machine with one CPU
//! each still claims what one CPU can see of it.
//!
//! None ends if the lock never lets a waiter in.

mod applicable;
mod count;
mod order;
mod queue;
mod try_lock;
mod verdict;

pub use count::{Counter, count};
pub use order::{arrival_order, ticket_order};
pub use queue::{SharedQueue, queue};
pub use try_lock::try_lock;
pub use verdict::{Failure, Verdict, conduct};

use latchwork_lock::{CurrentCpu, for_each_lock};

use crate::{MAX_CPUS, Machine};
use applicable::{Any, ByArrival as _, ByTicket as _, Other as _, SelfTest};

/// Runs every self-test that applies on every lock, each CPU acquiring
/// `acquisitions` times where it counts; returns how many failed.
pub(crate) fn all<C: CurrentCpu>(machine: &dyn Machine, acquisitions: u64) -> usize {
    let mut failed = 0;
    let mut test = |name: &str, test: SelfTest| {
        if !conduct(machine, name, || test(machine, acquisitions)) {
            failed += 1;
        }
    };
    macro_rules! tests {
        ([] $($name:ident: $lock:ty),*) => {$(
            test(concat!(stringify!($name), "/count"), count::<$lock, u64>);
            test(concat!(stringify!($name), "/try-lock"), try_lock::<$lock, u64>);
            test(concat!(stringify!($name), "/queue"), queue::over::<$lock>);
            if let Some(order) = (&Any::<$lock>::NEW).arrival_order() {
                test(concat!(stringify!($name), "/arrival-order"), order);
            }
            if let Some(order) = (&Any::<$lock>::NEW).ticket_order() {
                test(concat!(stringify!($name), "/ticket-order"), order);
            }
        )*};
    }
    for_each_lock!(tests[], C, MAX_CPUS);
    failed
}
