//! The checks of a lock.
//!
//! | property | what is checked in every execution |
//! |---|---|
//! | exclusion | a plain counter behind the lock counts every acquisition; loom reports an access that races, shuttle one that overlaps |
//! | refinement | the lock's log replays on [`LockSpec`], `try_lock`'s results included, and ends with the lock free |
//! | bypass | at most N − 1 acquisitions pass a waiter, if the lock is FIFO |
//! | progress | every acquisition returns |

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

pub use client::{Client, Operation};
pub use cpu::ModelCpu;
#[cfg(loom)]
pub use pruning::compare_prunings;
pub use suite::*;

#[cfg(doc)]
use latchwork_layer::lock::LockSpec;
