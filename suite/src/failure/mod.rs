//! What a check finds wrong.

mod panic;
#[cfg(any(loom, shuttle, explore))]
mod progress;
mod property;
#[cfg(any(loom, explore))]
mod race;
mod raise;
mod raised;
mod situation;
mod value;

#[cfg(any(loom, shuttle))]
pub(crate) use progress::endless;
#[cfg(any(loom, shuttle, explore))]
pub(crate) use progress::stuck;
pub use property::Property;
#[cfg(any(loom, explore))]
pub(crate) use race::{Access, race_of};
pub use raise::violated;
#[cfg(explore)]
pub(crate) use raised::raised;
pub(crate) use situation::Situation;
#[cfg(any(explore, all(loom, test)))]
pub(crate) use situation::Working;
#[cfg(explore)]
pub(crate) use situation::{Read, Waiting};
pub use value::{Failure, Sight};
