//! The checkers, as the command line names them.

use clap::ValueEnum;

/// The names of [`Checker::DEFAULT`].
pub(super) const DEFAULT: [&str; 3] = [
    Checker::DEFAULT[0].name(),
    Checker::DEFAULT[1].name(),
    Checker::DEFAULT[2].name(),
];

/// A checker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Checker {
    /// Every execution, each once, under RC11
    Explore,
    /// Exhaustive, to the bound that each check states
    Loom,
    /// Random schedules
    Shuttle,
    /// Undefined behaviour and data races in the unit tests, random schedules
    Miri,
}

impl Checker {
    /// The checkers that run by default, the one that is quickest to see a mistake first.
    pub(crate) const DEFAULT: [Self; 3] = [Checker::Explore, Checker::Loom, Checker::Shuttle];

    /// Its name, on the command line and in the results.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Checker::Explore => "explore",
            Checker::Loom => "loom",
            Checker::Shuttle => "shuttle",
            Checker::Miri => "miri",
        }
    }
}
