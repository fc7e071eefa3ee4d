//! The checks of a module: M over L1 refines L2.
//!
//! Whoever adds a kernel object writes its specification
//! ([`Spec`](latchwork_layer::Spec)), has each primitive append an event to a
//! [`Log`](latchwork_layer::Log), and implements [`Module`]. A [`Program`] says
//! what the CPUs of a model do with it. docs/adding-an-object.md goes through it.
//!
//! | property | what is checked in every execution |
//! |---|---|
//! | exclusion | no access races, and none by a CPU that does not own the data |
//! | invariant | of data made by `Mutex::checked`: it holds at every release |
//! | refinement | the log replays on the specification, and says what callers were told |
//! | progress | every operation returns |

mod endings;
mod judge;
mod program;
mod told;

#[cfg(any(loom, explore))]
mod exhaustive;
#[cfg(shuttle)]
mod shuttle;

#[cfg(shuttle)]
pub use self::shuttle::*;
#[cfg(any(loom, explore))]
pub use exhaustive::*;
pub use program::{Module, Program};
pub use told::Told;
