//! What a check claims, and what comes of it.

use serde::{Deserialize, Serialize};

/// How much of the behaviours a check visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Every execution of the client, without a bound: under the explorer all that RC11
    /// allows, under loom its whole search.
    Complete,
    /// The executions within a bound; what lies beyond it is unknown.
    Bounded,
    /// A sample of the schedules.
    Random,
}

impl Mode {
    /// Its name, as the files write it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Complete => "complete",
            Mode::Bounded => "bounded",
            Mode::Random => "random",
        }
    }
}

/// Whether a check holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No violation was found.
    Pass,
    /// A violation was found.
    Fail,
    /// Nothing was looked for: the object does not state what the check needs.
    Unchecked,
}
