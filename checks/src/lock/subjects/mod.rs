//! What can be asked of a lock: the subjects of its table's rows.
//!
//! Each function makes the subject for the checker of this build; which rows there are
//! is the table's matter, and the same for all checkers.

#[cfg(any(loom, explore))]
mod exhaustive;
#[cfg(shuttle)]
mod sampled;

#[cfg(any(loom, explore))]
pub(super) use exhaustive::*;
#[cfg(shuttle)]
pub(super) use sampled::*;

use crate::table::Kind;
use latchwork_atomic::Initial;
use latchwork_lock::RawLock;

/// A lock that can be checked.
pub(super) trait Lock: RawLock + Initial + Send + Sync + 'static {}

impl<R: RawLock + Initial + Send + Sync + 'static> Lock for R {}

/// What is left out of an exploration, and must lose nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeftOut {
    /// What follows a failed poll: two of a wait are explored, one, and none.
    Polls,
    /// What follows a failed poll: all are explored, and none.
    EveryPoll,
    /// What others may do between the beginning of a CPU and its first access.
    Starts,
    /// What others may do between the beginning of a CPU and its first access; logs are
    /// compared to the letter, with the arrivals at an unfair lock, which happen at no
    /// access.
    StartsVerbatim,
    /// Executions that differ from others by the names of CPUs.
    Names,
}

impl LeftOut {
    /// What a comparison of it asks.
    fn kind(self) -> Kind {
        match self {
            LeftOut::Names => Kind::Names,
            _ => Kind::Comparison,
        }
    }
}
