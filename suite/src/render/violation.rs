//! A failed check, for people.

use super::table::{room, table};
use crate::report::Row;

/// How the check of `row` failed: its counterexample, if it has one.
pub(crate) fn violation(row: &Row) -> String {
    match &row.counterexample {
        Some(counterexample) => table(counterexample, room()),
        None => format!("{} violated: {}", row.violated, row.violation),
    }
}
