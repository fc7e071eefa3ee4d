//! Mutants that are all in one program, and are switched on one at a time.

use std::num::NonZero;

use latchwork_mutation::Mutant;

use super::effort::Effort;
use super::explore::Programs;
use super::hunt::{Fate, Hunt};
use super::scratch::Scratch;
use super::sources::Covered;
use super::unit::{self, UnitTest};
use crate::cli::Checker;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

/// Mutants that are all in one program.
pub(super) struct Switched<'a> {
    pub(super) screen: &'a Screen,
    pub(super) workspace: &'a Workspace,
    pub(super) covered: &'a Covered,
    pub(super) mutants: &'a [Mutant],
    /// Whether the tests hunt, too.
    pub(super) everybody: bool,
    pub(super) jobs: NonZero<usize>,
}

impl Switched<'_> {
    /// Builds the programs of `hunters` and hunts the mutants with these `numbers`; fates
    /// are in their order.
    pub(super) fn run(
        &self,
        hunters: Vec<Checker>,
        effort: Effort,
        numbers: &[usize],
        finished: impl Fn(usize, &Fate) + Sync,
    ) -> Result<Vec<Fate>, Stop> {
        let is_first = |it: &Checker| effort == Effort::Whole || *it == Checker::DEFAULT[0];
        let (first, rest): (Vec<Checker>, Vec<Checker>) = hunters.into_iter().partition(is_first);
        let scratch = Scratch::of(self.workspace, "mutate", &self.covered.sources)?;
        let mut fates = self.hunt(&scratch, &first, self.everybody, numbers, &finished)?;
        let left = |&place: &usize| {
            let argument = &self.mutants[numbers[place] - 1].argument;
            fates[place].killed.is_none() && argument.is_none()
        };
        let left: Vec<usize> = (0..numbers.len()).filter(left).collect();
        if !rest.is_empty() && !left.is_empty() {
            let numbers: Vec<usize> = left.iter().map(|&place| numbers[place]).collect();
            let hunted = self.hunt(&scratch, &rest, false, &numbers, &finished)?;
            for (place, fate) in left.into_iter().zip(hunted) {
                fates[place] = fates[place].clone().and_then(fate);
            }
        }
        Ok(fates)
    }

    fn hunt(
        &self,
        scratch: &Scratch,
        hunters: &[Checker],
        with_tests: bool,
        numbers: &[usize],
        finished: impl Fn(usize, &Fate) + Sync,
    ) -> Result<Vec<Fate>, Stop> {
        let programs = scratch.build(self.screen, hunters)?;
        let tests = match with_tests {
            true => scratch.build_tests(self.screen, &unit::packages(self.workspace))?,
            false => Vec::new(),
        };
        let mut checks: Vec<_> = tests.iter().map(UnitTest::description).collect();
        for program in &programs {
            checks.extend(program.list()?);
        }
        let failures = tempfile::tempdir_in(scratch.workspace.target())
            .map_err(|error| Stop::io("cannot create a temporary directory", &error))?;
        let explorer = Programs {
            programs: &programs,
            tests: &tests,
            failures: failures.path(),
        };
        let hunt = Hunt::new(&explorer, self.mutants, &self.covered.homes, checks);
        hunt.run(self.screen, self.jobs, numbers, finished)
    }
}
