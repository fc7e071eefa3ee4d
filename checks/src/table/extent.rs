//! How far a checker goes with a subject.

use latchwork_suite::Property;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checker {
    /// Latchwork's own explorer.
    Explore,
    /// loom.
    Loom,
    /// shuttle.
    Shuttle,
}

impl Checker {
    /// Every checker, in the order of the columns.
    pub(crate) const ALL: [Checker; 3] = [Checker::Explore, Checker::Loom, Checker::Shuttle];

    /// The name that commands know it by.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Checker::Explore => "explore",
            Checker::Loom => "loom",
            Checker::Shuttle => "shuttle",
        }
    }

    /// The checker that commands know as `name`.
    pub(crate) fn named(name: &str) -> Option<Checker> {
        Checker::ALL
            .into_iter()
            .find(|checker| checker.name() == name)
    }
}

/// Which executions a checker visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All.
    All,
    /// All, up to the names of CPUs that run the same program.
    Alike,
    /// The first so many.
    First {
        /// Of those with at most so many preemptions.
        preemptions: Option<usize>,
        /// How many.
        executions: u64,
    },
    /// Schedules that are drawn.
    Drawn(Draw),
}

/// How schedules are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Draw {
    /// Each step by any CPU that can run.
    AtRandom,
    /// At random, by changing priorities, and uniformly: a check each.
    EachWay,
    /// By the adversaries that the check is about.
    ByAdversaries,
}

/// One checker's column of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The checker goes this far.
    Checked {
        /// Which executions.
        extent: Extent,
        /// Seconds, roughly.
        weight: u32,
        /// What it must find violated, if the subject is a known-bad twin.
        violates: Option<Property>,
        /// Whether it goes this far only if it is to look further than by default.
        deep: bool,
    },
    /// The checker leaves the row out, for this reason.
    LeftOut(&'static str),
}

impl Cell {
    /// This column of a known-bad twin: it must be rejected, for `property`.
    pub(crate) const fn violates(self, property: Property) -> Self {
        match self {
            Cell::Checked {
                extent,
                weight,
                deep,
                ..
            } => Cell::Checked {
                extent,
                weight,
                violates: Some(property),
                deep,
            },
            Cell::LeftOut(_) => panic!("what is left out is not rejected"),
        }
    }

    /// This column, if it takes so many seconds, roughly, and not one.
    pub(crate) const fn taking(self, weight: u32) -> Self {
        match self {
            Cell::Checked {
                extent,
                violates,
                deep,
                ..
            } => Cell::Checked {
                extent,
                weight,
                violates,
                deep,
            },
            Cell::LeftOut(_) => panic!("what is left out takes no time"),
        }
    }

    /// This column, of a size that is run only with `--deep`: another row asks the same of a
    /// smaller client whenever the checks are run.
    pub(crate) const fn deep_only(self) -> Self {
        match self {
            Cell::Checked {
                extent,
                weight,
                violates,
                ..
            } => Cell::Checked {
                extent,
                weight,
                violates,
                deep: true,
            },
            Cell::LeftOut(_) => panic!("what is left out is never run"),
        }
    }

    /// Whether the checker must reject the subject.
    pub(crate) const fn is_rejected(self) -> bool {
        matches!(
            self,
            Cell::Checked {
                violates: Some(_),
                ..
            }
        )
    }

    /// Whether the checker does anything with the row.
    pub(crate) const fn is_checked(self) -> bool {
        matches!(self, Cell::Checked { .. })
    }

    /// Whether the checker does something with the row whenever the checks are run.
    pub(crate) const fn is_always_checked(self) -> bool {
        matches!(self, Cell::Checked { deep: false, .. })
    }
}

const fn to(extent: Extent) -> Cell {
    Cell::Checked {
        extent,
        weight: 1,
        violates: None,
        deep: false,
    }
}

/// Every execution.
pub(crate) const fn all() -> Cell {
    to(Extent::All)
}

/// Every execution, up to the names of CPUs that run the same program.
pub(crate) const fn alike() -> Cell {
    to(Extent::Alike)
}

/// The first `executions` executions, of those with at most so many preemptions
/// if a number is given.
pub(crate) const fn first(preemptions: Option<usize>, executions: u64) -> Cell {
    to(Extent::First {
        preemptions,
        executions,
    })
}

/// Schedules drawn so.
pub(crate) const fn drawn(draw: Draw) -> Cell {
    to(Extent::Drawn(draw)).taking(2)
}

/// Not by this checker, for this reason.
pub(crate) const fn left_out(reason: &'static str) -> Cell {
    assert!(!reason.is_empty(), "what is left out has a reason");
    Cell::LeftOut(reason)
}
