//! The checks that a page may name.

use latchwork_suite::report::{Description, Row};

use crate::model::outcome::Outcome;

/// What came of the checks, and which were left to a deeper run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checks<'a> {
    /// What came of those that were run.
    pub(crate) outcomes: &'a [Outcome],
    /// Those that are run with `--deep` only, and were not.
    pub(crate) left: &'a [Description],
    /// Whether this was a deep run.
    pub(crate) deep: bool,
}

impl<'a> Checks<'a> {
    /// Every check that there is.
    pub(super) fn all(self) -> impl Iterator<Item = &'a Description> {
        let ran = self.outcomes.iter().map(|it| &it.row.check);
        ran.chain(self.left)
    }

    /// What came of the check called `id` under `checker`.
    pub(super) fn row(self, checker: &str, id: &str) -> Option<&'a Row> {
        let mut rows = self.outcomes.iter().map(|it| &it.row);
        rows.find(|row| row.check.checker == checker && row.check.id == id)
    }

    /// Whether the page's numbers of the check called `id` are those of this run: the pages
    /// have those of a deep run only where there is no other.
    pub(super) fn have_numbers(self, checker: &str, id: &str) -> bool {
        let mut all = self.all();
        let check = all.find(|it| it.checker == checker && it.id == id);
        check.is_none_or(|it| it.deep == self.deep)
    }
}
