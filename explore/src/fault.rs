//! What can be wrong with an execution.

use std::panic::Location;

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

/// An access to memory that is not atomic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Who.
    pub thread: usize,
    /// How many events of this thread come before it.
    pub index: usize,
    /// Whether it writes, or may: a free does.
    pub write: bool,
    /// The source line.
    pub at: &'static Location<'static>,
}

/// What is wrong with an execution, as far as it is known where it is noticed.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: FailureKind,
    pub(crate) message: String,
    pub(crate) at: Option<String>,
    pub(crate) accesses: Vec<Access>,
}

impl Fault {
    pub(crate) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            at: None,
            accesses: Vec::new(),
        }
    }

    /// This failure, as one of two accesses in conflict.
    pub(crate) fn between(mut self, earlier: Access, later: Access) -> Self {
        self.accesses = vec![earlier, later];
        self
    }

    /// A panic that said this there.
    pub(crate) fn panic((message, at): (String, Option<String>)) -> Self {
        Self {
            at,
            ..Self::new(FailureKind::Panic, message)
        }
    }
}
