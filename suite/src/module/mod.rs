//! The checks of a module: M over L1 refines L2.
//!
//! Whoever adds a kernel object writes its specification
//! ([`Spec`](latchwork_layer::Spec)), has each primitive append an event to a
//! [`Log`](latchwork_layer::Log), and implements [`Module`]. A [`Program`] says
//! what the CPUs of a model do with it. docs/adding-an-object.md goes through it.
//! A lock is a module, too: [`lock`](crate::lock) has its programs.
//!
//! | property | what is checked in every execution |
//! |---|---|
//! | exclusion | no access races, and none by a CPU that does not own the data |
//! | invariant | of data made by `Mutex::checked`: it holds at every release |
//! | refinement | the log replays on the specification, and says what callers were told |
//! | progress | every operation returns |
//!
//! What else is looked at is up to the [observers](crate::observe) of the log.

mod calls;
mod describe;
mod judge;
mod observed;
mod program;
mod visit;
mod work;

#[cfg(any(loom, explore))]
mod difference;
#[cfg(any(loom, explore))]
mod exhaustive;
#[cfg(shuttle)]
mod shuttle;

#[cfg(shuttle)]
pub use self::shuttle::*;
pub use calls::Calls;
#[cfg(any(loom, explore))]
pub use exhaustive::*;
pub use program::Program;
pub use work::Module;

pub(crate) use calls::Call;
pub(crate) use describe::describe;
#[cfg(any(loom, explore))]
pub(crate) use difference::{Difference, Side, first_difference};
pub(crate) use judge::refined;
pub(crate) use observed::Observed;
pub(crate) use visit::check;
#[cfg(any(loom, explore))]
pub(crate) use visit::visit;
pub(crate) use work::{Event, Work};
