//! Environment contexts: one CPU's code against all that others may do.
//!
//! A [`Context`] is what all other CPUs will do, call by call, as the rely condition
//! of that CPU allows. The explorer, or loom, runs the code of one CPU against each:
//! whatever the number of CPUs, a model has two threads, that CPU and its environment,
//! which plays everybody else.
//!
//! A module whose CPUs keep to a rely and a guarantee says so by [`Protocol`]; for a
//! lock, [`Rely`] enumerates the contexts to a bound.
//!
//! What this shows, and what it leaves out: docs/environment-contexts.md.

mod alone;
mod checks;
mod context;
mod drive;
#[cfg(test)]
mod numbers;
mod protocol;

pub use checks::{
    Environment, Surroundings, check_composition, check_rely_guarantee, explore_alone,
    explore_environment,
};
pub use context::{Deed, Rely};
pub use protocol::{Context, Protocol, contexts};
