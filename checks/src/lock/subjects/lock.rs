//! What is asked of which lock, by which client.

use crate::table::Kind;
use latchwork_atomic::Initial;
use latchwork_lock::RawLock;
use latchwork_suite::LockFamily;
use latchwork_suite::lock::{Client, Operation};

/// A lock that can be checked.
pub(in crate::lock) trait Lock: RawLock + Initial + Send + Sync + 'static {}

impl<R: RawLock + Initial + Send + Sync + 'static> Lock for R {}

/// A lock that can be checked, made for as many CPUs as its client has.
pub(in crate::lock) trait Family: LockFamily {}

impl<F: LockFamily> Family for F {}

/// What is left out of an exploration, and must lose nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lock) enum LeftOut {
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

/// What a table calls the operation of `client`.
pub(super) fn operation(client: Client) -> &'static str {
    match client.operation {
        Operation::Lock => "lock",
        Operation::TryLock => "try_lock",
    }
}

impl LeftOut {
    /// What a comparison of it asks.
    pub(super) fn kind(self) -> Kind {
        match self {
            LeftOut::Names => Kind::Names,
            LeftOut::Polls | LeftOut::EveryPoll => Kind::Polls,
            _ => Kind::Comparison,
        }
    }
}
