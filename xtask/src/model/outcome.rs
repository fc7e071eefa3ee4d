//! What came of a check, and whether that is what should come of it.

use latchwork_explore::Shard;
use latchwork_suite::report::{Description, Mode, Row, Verdict};
use serde::{Deserialize, Serialize};

use crate::ground::child::{Exit, Finished, last_lines};
use crate::model::programs::Transcript;

/// An entry of `check.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// What the checker found.
    #[serde(flatten)]
    pub(crate) row: Row,
    /// Whether the check did its work and found what is expected. A control that
    /// crashes its checker fails, but not as expected.
    pub(crate) as_expected: bool,
    /// Whether it was found by an earlier command, from the same program.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) from_before: bool,
}

impl Outcome {
    /// The outcome of a check whose checker did its work.
    pub(crate) fn found(row: Row) -> Self {
        Self {
            as_expected: row.as_expected(),
            from_before: false,
            row,
        }
    }

    /// The outcome of a check whose checker did not do its work.
    pub(crate) fn broken(check: &Description, seconds: f64, detail: &str, why: String) -> Self {
        let row = Row {
            check: check.clone(),
            executions: 0,
            blocked: None,
            seconds,
            result: Verdict::Fail,
            detail: detail.to_owned(),
            violated: String::new(),
            violation: why,
            counterexample: None,
            replay: None,
            shard: None,
            missing: Vec::new(),
        };
        Self {
            row,
            as_expected: false,
            from_before: false,
        }
    }

    /// Whether this is a part of a check's executions that does not show all that it must:
    /// another part may.
    pub(crate) fn is_open(&self) -> bool {
        self.as_expected && !self.row.missing.is_empty()
    }

    /// The result in a word or three.
    pub(crate) fn word(&self) -> &'static str {
        match (self.row.result, self.row.check.expected, self.as_expected) {
            _ if self.is_open() => "open",
            (Verdict::Fail, Verdict::Fail, true) => "fail (expected)",
            (Verdict::Unchecked, ..) => "NOT CHECKED",
            (Verdict::Pass, Verdict::Fail, _) => "PASS (expected to fail)",
            (Verdict::Pass, Verdict::Pass, true) => "pass",
            _ => "FAIL",
        }
    }
}

/// What came of `check`, or of this part of its executions, from its process and what
/// this said.
pub(crate) fn judge(
    check: &Description,
    shard: Option<Shard>,
    finished: &Finished,
    transcript: Transcript,
    seconds: f64,
) -> Outcome {
    let Transcript {
        executions,
        blocked,
        done,
        ..
    } = transcript;
    let broken = |detail: &str, why: String| {
        let mut outcome = Outcome::broken(check, seconds, detail, why);
        outcome.row.executions = executions;
        outcome.row.blocked = (blocked > 0).then_some(blocked);
        outcome.row.shard = shard.map(|it| it.to_string());
        outcome
    };
    match (&finished.ending, done) {
        (Exit::TimeLimit(_), _) => broken("time limit", format!("stopped: {}", finished.ending)),
        (Exit::Status(0), None) => broken(
            "no result",
            said("the checker ended without a result", finished),
        ),
        (Exit::Status(0), Some(row)) if row.check.id != check.id => broken(
            "no result",
            format!("the checker reported `{}` instead", row.check.id),
        ),
        (Exit::Status(0), Some(row)) if row.shard != shard.map(|it| it.to_string()) => broken(
            "no result",
            format!(
                "the checker explored {} instead",
                row.shard.as_deref().unwrap_or("all")
            ),
        ),
        (Exit::Status(0), Some(row)) => weigh(check, row),
        (ending, _) => broken(
            "crashed",
            said(&format!("the checker ended with {ending}"), finished),
        ),
    }
}

fn said(what: &str, finished: &Finished) -> String {
    format!("{what}\n{}", last_lines(&finished.stderr, 12))
        .trim_end()
        .to_owned()
}

/// A pass must be worth something: it visited executions, and all of them if it set
/// out to. A part may be empty.
pub(crate) fn weigh(check: &Description, mut row: Row) -> Outcome {
    let mode = row.check.mode;
    row.check = Description {
        mode,
        ..check.clone()
    };
    let hollow = if row.result != Verdict::Pass {
        None
    } else if row.executions == 0 && row.shard.is_none() {
        Some("it explored no execution".to_owned())
    } else if let ([first, ..], None) = (&row.missing[..], &row.shard) {
        Some(format!(
            "{first} in any execution, so this check shows nothing"
        ))
    } else if check.mode == Mode::Complete && mode != Mode::Complete {
        Some(format!(
            "it set out to be complete but ended at a limit: {}",
            row.detail
        ))
    } else {
        None
    };
    match hollow {
        None => Outcome::found(row),
        Some(why) => {
            row.result = Verdict::Fail;
            row.violation = why;
            Outcome {
                row,
                as_expected: false,
                from_before: false,
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
