//! What every object has.

use super::extent::Checker;
use super::row::{Kind, Row};
use core::fmt::{self, Display, Formatter};

/// Something that every object has, unless its table says why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// A program whose size is given for the checker.
    Program(Checker),
    /// A known-bad twin that the checker rejects.
    Twin(Checker),
    /// A check of one CPU against all that the others may do.
    Environment,
}

impl Gap {
    /// All that an object must have.
    pub(super) fn every() -> impl Iterator<Item = Gap> {
        let by_checker = [Gap::Program, Gap::Twin];
        by_checker
            .into_iter()
            .flat_map(|gap| Checker::ALL.map(gap))
            .chain([Gap::Environment])
    }

    /// Whether `row` is what is asked for.
    pub(super) fn is_filled_by(self, row: &Row) -> bool {
        let control = row.is_control();
        match self {
            Gap::Program(checker) => {
                row.kind() == Kind::Program && !control && row.cell(checker).is_always_checked()
            }
            Gap::Twin(checker) => {
                row.kind() == Kind::Program && control && row.cell(checker).is_always_checked()
            }
            Gap::Environment => row.kind() == Kind::Environment && !control,
        }
    }
}

impl Display for Gap {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Gap::Program(checker) => write!(f, "program with a size for {}", checker.name()),
            Gap::Twin(checker) => write!(f, "known-bad twin that {} rejects", checker.name()),
            Gap::Environment => f.write_str("environment check"),
        }
    }
}
