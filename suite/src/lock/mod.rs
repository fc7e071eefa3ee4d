//! The checks of a lock.
//!
//! | property | what is checked in every execution |
//! |---|---|
//! | exclusion | a plain counter behind the lock counts every acquisition; loom reports an access that races, shuttle one that overlaps |
//! | refinement | the lock's log replays on [`LockSpec`] and ends with the lock free; it says what was called and what callers were told; an arrival at a FIFO lock comes before any waiting |
//! | bypass | at most N − 1 acquisitions pass a waiter, if the lock is FIFO |
//! | progress | every acquisition returns |
//! | wait bound | under a fair schedule, an acquisition takes a number of steps computed from the client and the lock's hand-off at most, if the lock is FIFO |
//!
//! Over all executions of a check somebody must have waited, and `try_lock` must
//! have succeeded and failed: a client that does not contend shows nothing.

mod calls;
mod client;
#[cfg(loom)]
mod comparison;
mod cpu;
mod describe;
#[cfg(loom)]
mod endings;
mod findings;
mod judge;
mod verdict;

#[cfg(loom)]
#[path = "loom.rs"]
mod suite;
#[cfg(shuttle)]
#[path = "shuttle.rs"]
mod suite;

#[cfg(shuttle)]
mod determinism;
#[cfg(shuttle)]
mod starvation;
#[cfg(shuttle)]
mod waiting;

#[cfg(loom)]
pub(crate) use calls::Calls;
pub use client::{Client, Operation};
#[cfg(loom)]
pub use comparison::{Comparison, LeftOut, compare_reductions};
pub use cpu::ModelCpu;
#[cfg(shuttle)]
pub use determinism::{Outside, check_policies, check_replay};
#[cfg(loom)]
pub(crate) use findings::{Findings, Watched};
pub use suite::*;
#[cfg(loom)]
pub(crate) use verdict::{left, passed, refined};
#[cfg(shuttle)]
pub use waiting::{FairClient, check_waits, check_waits_unfair, check_waits_within};

#[cfg(doc)]
use latchwork_layer::lock::LockSpec;
