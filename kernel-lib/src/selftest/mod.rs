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
pub mod ticket_order;
pub mod try_lock;

// What a machine tries on itself.
mod machine;

// How they are run.
mod applies;
mod run;
mod verdict;

pub use applies::{Locks, On, SelfTest};
pub use machine::{MachineTest, all_alike, each_its_own};
pub use run::{LISTED, conduct};
pub use verdict::{Failure, Verdict};

pub(crate) use run::all;

/// The list: invokes `$callback! { … }` with every self-test that is run with locks, in
/// the order in which they are run with each.
macro_rules! for_each_self_test {
    ($callback:ident [$($context:tt)*]) => {
        $callback! {
            [$($context)*]
            $crate::selftest::count::Count,
            $crate::selftest::try_lock::TryLock,
            $crate::selftest::queue::SharedQueues,
            $crate::selftest::arrival_order::ArrivalOrder,
            $crate::selftest::ticket_order::TicketOrder,
        }
    };
}
use for_each_self_test;
