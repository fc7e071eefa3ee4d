//! Self-tests: what the primitives promise, tried on every CPU of the machine.
//!
//! Each is a file and a line in the list: a type that says with which locks it is run
//! ([`SelfTest`]), and what it does with one ([`On`]). It says in its [`Failure`] what
//! it saw, so that it can be tried on a lock, or on an object over a lock, that breaks
//! its promise. On a machine with one CPU it still claims what one CPU can see of it.
//! None ends if the lock never lets a waiter in.
//!
//! A machine has [self-tests of its own](MachineTest), for what only it can show.

// What is tried with each lock.
pub mod arrival_order;
pub mod count;
pub mod queue;
pub mod quota;
pub mod ticket_order;
pub mod try_lock;

#[macro_use]
mod run;

// How they are run.
mod applies;

// What a machine tries on itself.
mod machine;

pub use crate::machine::MachineTest;
pub use crate::verdict::{Failure, Verdict};
pub use applies::{Locks, On, SelfTest};
pub use machine::{all_alike, each_its_own};
pub use run::conduct;

// The list of the self-tests that are run with locks, in the order in which they are run
// with each.
self_tests! {
    count::Count,
    try_lock::TryLock,
    queue::SharedQueues,
    arrival_order::ArrivalOrder,
    ticket_order::TicketOrder,
    quota::Quotas,
}
