//! What was wrong with an execution, with all that leads to it again.

use crate::execution::Execution;
use crate::fault::{Access, FailureKind};
use crate::replay::Replay;
use std::fmt::{self, Display, Formatter};

/// What was wrong with an execution, and how to see it again.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Its kind.
    pub kind: FailureKind,
    /// The thread that it was noticed in, if it is a thread's.
    pub thread: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// Where a panic was raised: `file:line:column`.
    pub at: Option<String>,
    /// The accesses that it lies in: the two that are in conflict, the earlier one
    /// first; of a leak, what has allocated what is left. None for what has none.
    pub accesses: Vec<Access>,
    /// The execution up to there.
    pub execution: Execution,
    /// Leads to it again.
    pub replay: Replay,
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (&self.at, self.thread) {
            (Some(at), Some(thread)) => {
                write!(f, "panic of thread {thread} at {at}: {}", self.message)
            }
            _ => f.write_str(&self.message),
        }
    }
}

impl Failure {
    /// The execution as a table, with the accesses that the failure lies in marked, at
    /// their places.
    pub fn table(&self) -> String {
        self.execution.table(&self.accesses)
    }
}
