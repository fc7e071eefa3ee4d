//! Environment contexts: one CPU's code against all that others may do.
//!
//! A `Context` is what all other CPUs will do, call by call, as the rely condition
//! of that CPU allows. The explorer, or loom, runs the code of one CPU against each:
//! whatever the number of CPUs, a model has two threads, that CPU and its environment,
//! which plays everybody else.
//!
//! A module whose CPUs keep to a rely and a guarantee says so by `Protocol`; for a
//! lock, `Rely` enumerates the contexts to a bound.
//!
//! What this shows, and what it leaves out: docs/environment-contexts.md. shuttle
//! draws schedules of the whole machine, and has no part in it.

#[cfg(any(loom, explore))]
mod alone;
#[cfg(any(loom, explore))]
mod checks;
#[cfg(any(loom, explore))]
mod context;
#[cfg(any(loom, explore))]
mod drive;
#[cfg(all(test, any(loom, explore)))]
mod numbers;
#[cfg(any(loom, explore))]
mod protocol;
mod surroundings;

#[cfg(any(loom, explore))]
pub use checks::{
    Environment, check_composition, check_rely_guarantee, explore_alone, explore_environment,
};
#[cfg(any(loom, explore))]
pub use context::{Deed, Rely};
#[cfg(any(loom, explore))]
pub use protocol::{Context, Protocol, contexts};
pub use surroundings::Surroundings;
