//! Environment contexts: one CPU's code against all that others may do.
//!
//! A [`Context`] is what all other CPUs will do, event by event, as their rely
//! condition allows; [`Rely`] enumerates the contexts to a bound. The explorer, or
//! loom, runs the code of one CPU against each: whatever the number of CPUs, a
//! model has two threads, that CPU and its environment, which plays everybody else.
//!
//! What this shows, and what it leaves out: docs/environment-contexts.md. shuttle
//! draws schedules of the whole machine, and has no part in it.

#[cfg(any(loom, explore))]
mod checks;
#[cfg(any(loom, explore))]
mod context;
#[cfg(any(loom, explore))]
mod drive;
#[cfg(any(loom, explore))]
mod judge;
mod surroundings;

#[cfg(any(loom, explore))]
pub use checks::{check_rely_guarantee, explore_environment};
#[cfg(any(loom, explore))]
pub use context::{Context, Deed, Rely};
pub use surroundings::Surroundings;
