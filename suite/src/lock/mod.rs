//! The checks of a lock.
//!
//! | property | what is checked in every execution |
//! |---|---|
//! | exclusion | a plain counter behind the lock counts every acquisition; loom and the explorer report an access that races, shuttle one that overlaps |
//! | refinement | the lock's log replays on [`LockSpec`] and ends with the lock free; it says what was called and what callers were told; an arrival at a lock with a queue comes before any waiting |
//! | bypass | at most N − 1 acquisitions pass a waiter, if the lock is FIFO; at most as many as it states, if it states a bound |
//! | progress | every acquisition returns |
//! | wait bound | under a fair schedule, an acquisition takes a number of steps computed from the client and the lock's hand-off at most, if the lock is FIFO |
//!
//! Over all executions of a check somebody must have waited, and `try_lock` must
//! have succeeded and failed: a client that does not contend shows nothing.

mod calls;
mod client;
#[cfg(any(loom, explore))]
mod comparison;
mod counter;
mod describe;
#[cfg(loom)]
mod endings;
#[cfg(any(loom, explore))]
mod exhaustive;
#[cfg(any(loom, explore))]
mod plan;
#[cfg(any(loom, explore))]
mod small;
mod verdict;

#[cfg(explore)]
mod explorer;
#[cfg(loom)]
mod loom;
#[cfg(shuttle)]
mod shuttle;

#[cfg(loom)]
use self::loom as sizes;
#[cfg(explore)]
use explorer as sizes;

#[cfg(shuttle)]
mod determinism;
#[cfg(shuttle)]
mod starvation;
#[cfg(shuttle)]
mod waiting;

#[cfg(shuttle)]
pub use self::shuttle::{checks, sample_lock, starve};
pub use crate::cpu::ModelCpu;
pub use client::{Client, Operation};
#[cfg(loom)]
pub use comparison::LeftOut;
#[cfg(any(loom, explore))]
pub use comparison::{Comparison, compare_reductions};
#[cfg(shuttle)]
pub use determinism::{Outside, check_policies, check_replay};
#[cfg(any(loom, explore))]
pub use exhaustive::{checks, explore_lock, explore_within, planned_checks};
#[cfg(any(loom, explore))]
pub use plan::Plan;
#[cfg(any(loom, explore))]
pub use sizes::Exploration;
pub(crate) use verdict::{off_specification, turn};
#[cfg(shuttle)]
pub use waiting::{FairClient, check_waits, check_waits_unfair, check_waits_within};

#[cfg(doc)]
use latchwork_lock::author::LockSpec;
