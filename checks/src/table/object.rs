//! An object, and its table.

use super::extent::Checker;
use super::gap::Gap;
use super::row::Row;
use latchwork_suite::Check;

/// An object, and its table.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its name.
    pub(crate) name: &'static str,
    /// The rows of its table.
    pub(crate) rows: Vec<Row>,
    /// What it does without, and why.
    pub(crate) without: Vec<(Gap, &'static str)>,
}

impl Object {
    /// The object called `name`, with the rows of its table.
    pub(crate) fn new(name: &'static str, rows: impl IntoIterator<Item = Row>) -> Self {
        Self {
            name,
            rows: rows.into_iter().collect(),
            without: Vec::new(),
        }
    }

    /// This object, which does without something for a reason.
    pub(crate) fn without(mut self, gap: Gap, reason: &'static str) -> Self {
        assert!(
            !reason.is_empty(),
            "what an object does without has a reason"
        );
        self.without.push((gap, reason));
        self
    }

    /// The checks that `checker`, for which this is built, makes of the object.
    pub(crate) fn checks(&self, checker: Checker) -> Vec<Check> {
        self.rows
            .iter()
            .flat_map(|row| row.checks(checker))
            .collect()
    }
}
