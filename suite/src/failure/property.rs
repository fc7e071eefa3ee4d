//! What is claimed of an object.

use core::fmt::{self, Display, Formatter};

/// What is claimed of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// One CPU at a time is inside, and sees what those before it did.
    Exclusion,
    /// The log replays on the specification.
    Refinement,
    /// At most N − 1 others acquire between a CPU's arrival and its acquisition.
    Bypass,
    /// Nobody waits for ever.
    Progress,
    /// Exploring with pruned waits reaches what exploring without reaches.
    Pruning,
    /// Over all executions somebody waits, and `try_lock` succeeds and fails:
    /// otherwise the check shows nothing.
    Contention,
    /// The checked code panicked on its own account.
    Panic,
}

impl Property {
    /// What a violation of it is called when nothing more is known.
    pub(crate) fn usual_kind(self) -> &'static str {
        match self {
            Property::Exclusion => "overlap",
            Property::Refinement => "not as specified",
            Property::Bypass => "passed over too often",
            Property::Progress => "no progress",
            Property::Pruning => "not the same executions",
            Property::Contention => "no contention",
            Property::Panic => "panic",
        }
    }
}

impl Display for Property {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Property::Exclusion => "exclusion",
            Property::Refinement => "refinement",
            Property::Bypass => "bypass",
            Property::Progress => "progress",
            Property::Pruning => "pruning",
            Property::Contention => "contention",
            Property::Panic => "panic",
        })
    }
}
