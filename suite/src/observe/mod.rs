//! Observers: what is looked at in every execution of a check, in an object's log.
//!
//! | observer | looks for |
//! |---|---|
//! | [`Logs`] | the distinct logs: CPUs that come into each other's way lead to several |
//! | [`Seen`] | whether something ever happens that a check is about |
//! | [`Bypass`] | how often a CPU that waits is passed over |
//!
//! Whatever keeps a log can be looked at. For an observer of waiting an object says
//! what its events mean to those who wait: their [`Turn`].

mod bypass;
mod logs;
mod seen;
mod turn;

pub use bypass::Bypass;
pub use logs::Logs;
#[cfg(any(loom, explore))]
pub(crate) use logs::{Ending, Endings};
pub use seen::Seen;
pub use turn::Turn;
#[cfg(shuttle)]
pub(crate) use turn::{holder_or_first, waits};

use crate::Failure;
use latchwork_layer::Entry;

/// Makes the observers of a run.
pub type Observers<E> = Box<dyn Fn() -> Vec<Box<dyn Observer<E>>> + Send + Sync>;

/// Looks at every execution of a check, by the object's log.
pub trait Observer<E>: Send {
    /// An execution has ended with this log.
    ///
    /// # Errors
    ///
    /// If the log violates what the observer looks after.
    fn ended(&mut self, log: &[Entry<E>]) -> Result<(), Failure>;

    /// What no execution so far has shown, though one of a check's must: `nobody ever
    /// waited`, for instance. While there is something, the check shows nothing.
    fn missing(&self) -> Option<&'static str> {
        None
    }

    /// What a reader must know of what was seen.
    fn detail(&self) -> Option<String> {
        None
    }
}
