//! The checks of a lock.
//!
//! | property | what is checked in every execution |
//! |---|---|
//! | exclusion | a plain counter behind the lock counts every acquisition; loom reports an access that races, shuttle one that overlaps |
//! | refinement | the lock's log replays on [`LockSpec`] and ends with the lock free; it says what was called and what callers were told; an arrival at a FIFO lock comes before any waiting |
//! | bypass | at most N − 1 acquisitions pass a waiter, if the lock is FIFO |
//! | progress | every acquisition returns |
//!
//! Over all executions of a check somebody must have waited, and `try_lock` must
//! have succeeded and failed: a client that does not contend shows nothing.

mod calls;
mod client;
mod cpu;
mod describe;
mod findings;
mod judge;
#[cfg(loom)]
mod pruning;

#[cfg(loom)]
#[path = "loom.rs"]
mod suite;
#[cfg(shuttle)]
#[path = "shuttle.rs"]
mod suite;

#[cfg(shuttle)]
mod starvation;

#[cfg(loom)]
pub(crate) use calls::Calls;
pub use client::{Client, Operation};
pub use cpu::ModelCpu;
#[cfg(loom)]
pub(crate) use findings::{Findings, Watched};
#[cfg(loom)]
pub use pruning::{Comparison, compare_prunings};
pub use suite::*;

#[cfg(doc)]
use latchwork_layer::lock::LockSpec;
