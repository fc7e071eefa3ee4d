//! Self-tests: what the primitives promise, tried on every CPU of the machine.
//!
//! Each is a file and a line in the list: a type that says with which locks it is run
//! ([`SelfTest`]), and what it does with one ([`On`]). It says in its [`Failure`] what
//! it saw, so that it can be tried on a lock, or on an object over a lock, that breaks
//! its promise: its module `tests` does, without which it does not compile. On a machine
//! with one CPU it still claims what one CPU can see of it. None ends if the lock never
//! lets a waiter in.
//!
//! A machine has [self-tests of its own](MachineTest), for what only it can show.

#[macro_use]
mod list;

// How they are run.
mod applies;
mod run;
mod verdict;

// What a machine tries on itself.
mod arrivals;
mod clocks;
mod expiries;
mod interrupted;
mod machine;
mod sleepers;
mod translations;

#[cfg(test)]
mod twins;

pub use applies::{Locks, On, SelfTest};
pub use arrivals::{Arrivals, Device, Often};
pub use clocks::agree;
pub use expiries::{Expiries, Late};
pub use interrupted::{Interrupted, Interruptions};
pub use machine::{MachineTest, all_alike, each_is, each_its_own, nothing_is};
pub use run::{LISTED, LOCKS, run_reported};
pub use sleepers::Sleepers;
pub use translations::{Protected, Remapped, rights, translations};
pub use verdict::{Failure, Verdict};

pub(crate) use run::all;

// The list: what is tried with each lock, in the order in which it is tried.
self_tests! {
    count: Count,
    try_lock: TryLock,
    queue: SharedQueues,
    quota: Quotas,
    arrival_order: ArrivalOrder,
    ticket_order: TicketOrder,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::Threads;

    #[test]
    fn every_self_test_has_twins_and_rejects_each() {
        assert_eq!(TWINS.len(), LISTED.len());
        for (name, twins) in TWINS {
            assert!(!twins.is_empty(), "the self-test {name} has no twin");
            for (number, twin) in twins.iter().enumerate() {
                let verdict = twin(&Threads::new(4));
                assert!(verdict.is_err(), "{name} accepts its twin {number}");
            }
        }
    }
}
