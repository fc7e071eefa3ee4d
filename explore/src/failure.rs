//! What can be wrong with an execution.

use crate::{Execution, Replay};
use std::fmt::{self, Display, Formatter};

/// The kind of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FailureKind {
    /// Two accesses to a cell, at least one a write, neither happens before the other.
    DataRace,
    /// An access to memory of a tracked allocation that was freed.
    UseAfterFree,
    /// The model panicked: an assertion, a specification, an invariant.
    Panic,
    /// Threads wait for one another for ever.
    Deadlock,
    /// A thread waits for ever for a value that nobody will write.
    Livelock,
    /// The model did something else when it was run again.
    Divergence,
    /// A thread took more steps than the limit.
    StepLimit,
    /// The model uses the explorer in a way that it does not support.
    Misuse,
}

/// What was wrong with an execution, and how to see it again.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Its kind.
    pub kind: FailureKind,
    /// The thread that it was noticed in, if it is a thread's.
    pub thread: Option<usize>,
    /// What is wrong, and where.
    pub message: String,
    /// The execution up to there.
    pub execution: Execution,
    /// Leads to it again.
    pub replay: Replay,
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)
    }
}
