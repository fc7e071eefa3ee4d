//! What was explored, in one sentence.

use std::fmt;

use indicatif::HumanCount;
use latchwork_suite::report::{Mode, Verdict};

use crate::model::outcome::Outcome;

/// How many checks of one mode passed, over how many executions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    checks: usize,
    executions: u64,
}

/// A sum over outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    complete: Tally,
    bounded: Tally,
    random: Tally,
    /// Parts of checks whose executions are split between shards.
    parts: Tally,
    /// Of these, so many that do not show all that they must.
    open: usize,
    controls: usize,
    unexpected: usize,
    /// Of all, so many that an earlier command has found.
    from_before: usize,
}

impl Summary {
    /// Sums up `outcomes`. Only what turned out as expected counts as explored.
    pub(crate) fn of(outcomes: &[Outcome]) -> Self {
        let mut sum = Self::default();
        for Outcome {
            row,
            as_expected,
            from_before,
        } in outcomes
        {
            sum.from_before += usize::from(*from_before);
            let tally = match row.check.mode {
                _ if !as_expected => {
                    sum.unexpected += 1;
                    continue;
                }
                _ if row.check.expected == Verdict::Fail => {
                    sum.controls += 1;
                    continue;
                }
                _ if row.shard.is_some() => {
                    sum.open += usize::from(!row.missing.is_empty());
                    &mut sum.parts
                }
                Mode::Complete => &mut sum.complete,
                Mode::Bounded => &mut sum.bounded,
                Mode::Random => &mut sum.random,
            };
            tally.checks += 1;
            tally.executions += row.executions;
        }
        sum
    }

    /// `Pass` if everything turned out as expected.
    pub(crate) fn verdict(&self) -> Verdict {
        if self.unexpected == 0 {
            Verdict::Pass
        } else {
            Verdict::Fail
        }
    }

    /// How many checks turned out as expected, and how many did not.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let tallies = [self.complete, self.bounded, self.random, self.parts];
        let passed: usize = tallies.iter().map(|tally| tally.checks).sum();
        (passed + self.controls, self.unexpected)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tallies = [
            (self.complete, Mode::Complete.name()),
            (self.bounded, Mode::Bounded.name()),
            (self.random, Mode::Random.name()),
            (self.parts, "in part"),
        ];
        let parts: Vec<String> = tallies
            .into_iter()
            .filter(|(tally, _)| tally.checks > 0)
            .map(|(Tally { checks, executions }, mode)| {
                format!("{checks} {mode} ({} executions)", HumanCount(executions))
            })
            .collect();
        let parts = if parts.is_empty() {
            "none".to_owned()
        } else {
            parts.join(", ")
        };
        write!(
            f,
            "Model-checked to the stated bounds without a violation: {parts}."
        )?;
        if self.controls > 0 {
            write!(
                f,
                " Controls rejected, as they should be: {}.",
                self.controls
            )?;
        }
        if self.open > 0 {
            write!(
                f,
                " Parts that do not show all that their checks must, so that others must: {}.",
                self.open
            )?;
        }
        if self.from_before > 0 {
            write!(
                f,
                " From before, by programs that have not changed since: {}; --fresh runs them again.",
                self.from_before
            )?;
        }
        match self.unexpected {
            0 => Ok(()),
            1 => f.write_str(" 1 check did NOT turn out as expected."),
            n => write!(f, " {n} checks did NOT turn out as expected."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::tests::{description, row};

    fn outcome(mode: Mode, expected: Verdict, result: Verdict) -> Outcome {
        let mut check = description("a");
        check.mode = mode;
        check.expected = expected;
        Outcome::found(row(&check, result))
    }

    #[test]
    fn modes_are_counted_apart() {
        use Verdict::{Fail, Pass};
        let outcomes = [
            outcome(Mode::Complete, Pass, Pass),
            outcome(Mode::Complete, Pass, Pass),
            outcome(Mode::Bounded, Pass, Pass),
            outcome(Mode::Random, Pass, Pass),
            outcome(Mode::Complete, Fail, Fail),
        ];
        let sum = Summary::of(&outcomes);
        assert_eq!(sum.verdict(), Pass);
        assert_eq!(sum.counts(), (5, 0));
        assert_eq!(
            sum.to_string(),
            "Model-checked to the stated bounds without a violation: 2 complete (602 executions), \
             1 bounded (301 executions), 1 random (301 executions). \
             Controls rejected, as they should be: 1."
        );
    }

    #[test]
    fn a_part_is_not_complete() {
        use Verdict::{Fail, Pass};
        let part = |result, missing: &[&str]| {
            let mut row = outcome(Mode::Complete, Pass, result).row;
            row.shard = Some("1/2".into());
            row.missing = missing.iter().map(|&it| it.to_owned()).collect();
            Outcome::found(row)
        };
        let sum = Summary::of(&[part(Pass, &[]), part(Pass, &["nobody ever waited"])]);
        assert_eq!((sum.verdict(), sum.counts()), (Pass, (2, 0)));
        assert_eq!(
            sum.to_string(),
            "Model-checked to the stated bounds without a violation: 2 in part (602 executions). \
             Parts that do not show all that their checks must, so that others must: 1."
        );
        assert_eq!(Summary::of(&[part(Fail, &[])]).verdict(), Fail);
    }

    #[test]
    fn what_is_not_as_expected_counts_as_nothing_else() {
        use Verdict::{Fail, Pass};
        let outcomes = [
            outcome(Mode::Complete, Pass, Fail),
            outcome(Mode::Complete, Fail, Pass),
        ];
        let sum = Summary::of(&outcomes);
        assert_eq!(sum.verdict(), Fail);
        assert_eq!(
            sum,
            Summary {
                unexpected: 2,
                ..Summary::default()
            }
        );
        assert!(
            sum.to_string()
                .ends_with("2 checks did NOT turn out as expected."),
            "{sum}"
        );
    }
}
