//! What is claimed of an object.

use core::fmt::{self, Display, Formatter};

/// What is claimed of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// One CPU at a time is inside, and sees what those before it did.
    Exclusion,
    /// What a lock protects keeps its invariant whenever nobody works on it.
    Invariant,
    /// The log replays on the specification.
    Refinement,
    /// At most N − 1 others acquire between a CPU's arrival and its acquisition.
    Bypass,
    /// The guarantees of all CPUs imply what each relies on.
    RelyGuarantee,
    /// Nobody waits for ever.
    Progress,
    /// Under a fair schedule an acquisition takes a bounded number of steps.
    WaitBound,
    /// A CPU that can run takes a step within the window that a check relies on.
    Fairness,
    /// Equal decisions lead to equal logs.
    Determinism,
    /// Exploring with pruned waits reaches what exploring without reaches.
    Pruning,
    /// Over all executions somebody waits, and `try_lock` succeeds and fails:
    /// otherwise the check shows nothing.
    Contention,
    /// The checked code panicked on its own account.
    Panic,
}

impl Property {
    /// Each of them.
    pub const ALL: [Property; 12] = [
        Property::Exclusion,
        Property::Invariant,
        Property::Refinement,
        Property::Bypass,
        Property::RelyGuarantee,
        Property::Progress,
        Property::WaitBound,
        Property::Fairness,
        Property::Determinism,
        Property::Pruning,
        Property::Contention,
        Property::Panic,
    ];

    /// What a violation of it is called when nothing more is known.
    pub(crate) fn usual_kind(self) -> &'static str {
        match self {
            Property::Exclusion => "overlap",
            Property::Invariant => "broken invariant",
            Property::Refinement => "not as specified",
            Property::Bypass => "passed over too often",
            Property::RelyGuarantee => "guarantee too weak",
            Property::Progress => "no progress",
            Property::WaitBound => "waits too long",
            Property::Fairness => "kept from running",
            Property::Determinism => "another execution",
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
            Property::Invariant => "invariant",
            Property::Refinement => "refinement",
            Property::Bypass => "bypass",
            Property::RelyGuarantee => "rely/guarantee",
            Property::Progress => "progress",
            Property::WaitBound => "wait bound",
            Property::Fairness => "fairness",
            Property::Determinism => "determinism",
            Property::Pruning => "pruning",
            Property::Contention => "contention",
            Property::Panic => "panic",
        })
    }
}
