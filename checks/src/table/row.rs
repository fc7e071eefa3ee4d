//! A row of a table: a subject, and how far each checker goes with it.

use super::extent::{Cell, Checker, Extent};
use core::fmt::{self, Debug, Formatter};
use latchwork_suite::Check;

/// What a row asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Whether a program over the object does what its specification allows.
    Program,
    /// Whether failed polls may be left out of explorations.
    Polls,
    /// Whether what else is left out of explorations loses nothing, or what stands for
    /// the object does what it does.
    Comparison,
    /// Whether explorations may take CPUs for interchangeable.
    Names,
    /// Whether one CPU keeps its guarantee, whatever all others may do.
    Environment,
}

/// The checks of a subject as far as a checker goes, a weight in seconds given.
type Checks = dyn Fn(Extent, u32) -> Vec<Check>;

/// Something to be checked, by a client of some size.
pub(crate) struct Subject {
    name: String,
    kind: Kind,
    /// The operation that its client calls, if it has several to choose from.
    operation: &'static str,
    checks: Box<Checks>,
}

impl Subject {
    /// The subject called `name`, of which `checks` makes the checks by the checker
    /// of this build.
    pub(crate) fn new(
        kind: Kind,
        name: impl Into<String>,
        checks: impl Fn(Extent, u32) -> Vec<Check> + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            kind,
            operation: "",
            checks: Box::new(checks),
        }
    }

    /// The subject called `name`, with which the checker of this build goes `extent`, and
    /// no other way.
    ///
    /// # Panics
    ///
    /// In a table that asks for another way.
    pub(crate) fn one_way(
        kind: Kind,
        name: impl Into<String>,
        extent: Extent,
        checks: impl Fn(u32) -> Vec<Check> + 'static,
    ) -> Self {
        let name = name.into();
        let told = name.clone();
        Self::new(kind, name, move |asked, weight| {
            assert!(
                asked == extent,
                "{told}: this checker goes {extent:?}, and the table asks for {asked:?}"
            );
            checks(weight)
        })
    }

    /// A subject that the checker of this build can do nothing with.
    ///
    /// # Panics
    ///
    /// In a table that does not leave its row out in this checker's column.
    pub(crate) fn beyond(kind: Kind, name: impl Into<String>) -> Self {
        let name = name.into();
        let told = name.clone();
        Self::new(kind, name, move |extent, _| {
            panic!("{told}: this checker cannot do that ({extent:?}): leave it out, with a reason")
        })
    }

    /// This subject, whose client calls this operation.
    pub(crate) fn calling(self, operation: &'static str) -> Self {
        Self { operation, ..self }
    }

    /// Its row: how far each checker goes.
    pub(crate) fn by(self, explore: Cell, loom: Cell, shuttle: Cell) -> Row {
        Row {
            subject: self,
            cells: [explore, loom, shuttle],
        }
    }
}

/// A row of a table.
pub(crate) struct Row {
    subject: Subject,
    cells: [Cell; Checker::ALL.len()],
}

impl Row {
    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        &self.subject.name
    }

    /// What it asks.
    pub(crate) fn kind(&self) -> Kind {
        self.subject.kind
    }

    /// The operation that its client calls, if it has several to choose from.
    pub(super) fn operation(&self) -> &'static str {
        self.subject.operation
    }

    /// How far `checker` goes.
    pub(crate) fn cell(&self, checker: Checker) -> Cell {
        self.cells[checker as usize]
    }

    /// Whether it is of a known-bad twin.
    pub(super) fn is_control(&self) -> bool {
        self.cells.iter().any(|cell| cell.is_rejected())
    }

    /// The checks that `checker`, for which this is built, makes of it.
    pub(super) fn checks(&self, checker: Checker) -> Vec<Check> {
        match self.cell(checker) {
            Cell::LeftOut(_) => Vec::new(),
            Cell::Checked {
                extent,
                weight,
                violates,
                deep,
            } => {
                let checks = (self.subject.checks)(extent, weight);
                assert!(
                    !checks.is_empty(),
                    "{}: no check is made of it",
                    self.name()
                );
                let checks = checks.into_iter();
                let checks = checks.map(|check| match violates {
                    None => check,
                    Some(property) => check.must_violate(property),
                });
                let checks = checks.map(|check| match deep {
                    false => check,
                    true => check.deep_only(),
                });
                checks.collect()
            }
        }
    }
}

impl Debug for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("name", &self.name())
            .field("kind", &self.kind())
            .field("cells", &self.cells)
            .finish()
    }
}
