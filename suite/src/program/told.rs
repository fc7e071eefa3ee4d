//! A check that has been run, for people.

use crate::render::violation;
use crate::report::{Row, Verdict};

/// How the check of `row` ended, on one line.
pub(super) fn line(row: &Row) -> String {
    let id = &row.check.id;
    let word = match (row.as_expected(), row.result) {
        (_, Verdict::Unchecked) => return format!("not checked {id}: {}", row.detail),
        (true, Verdict::Pass) => "pass",
        (true, Verdict::Fail) => "fail, as expected",
        (false, _) => "FAIL",
    };
    format!("{word} {id}: {} executions; {}", row.executions, row.detail)
}

/// How the check of `row` failed, below its line.
pub(super) fn how(row: &Row) -> String {
    if row.result == Verdict::Pass {
        return "  this control has a known mistake that must be found, and it was not".to_owned();
    }
    format!("  {}", violation(row).replace('\n', "\n  "))
}

/// Whether `row` is a failure that nobody expects. What has not been checked is none: it
/// says nothing.
pub(super) fn fails(row: &Row) -> bool {
    !row.as_expected() && row.result != Verdict::Unchecked
}
