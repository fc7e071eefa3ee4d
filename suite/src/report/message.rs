//! What a program says of itself, and of a check that runs.

use super::row::Row;
use serde::{Deserialize, Serialize};

/// How many executions there may be, by a sample of the search.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// About so many in all.
    pub executions: f64,
    /// The standard error of that.
    pub spread: f64,
}

/// What a checker program is: what must be the same of those that share a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its checker.
    pub checker: String,
    /// The checker's version.
    pub version: String,
    /// Which executions there are, in the checker's eyes.
    pub memory_model: String,
    /// The checks, by id, whose executions can be split.
    pub splits: Vec<String>,
}

/// One line of a running check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Message {
    /// Sent now and then while the check runs.
    Progress {
        /// Executions so far.
        executions: u64,
        /// Blocked ones so far.
        #[serde(default, skip_serializing_if = "is_zero")]
        blocked: u64,
        /// How many of both there may be in all, if the checker can tell.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        estimate: Option<Estimate>,
    },
    /// Sent once, last.
    Done(Box<Row>),
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
