//! Running one check against one mutant.

use std::path::Path;
use std::time::{Duration, Instant};

use latchwork_mutation::SWITCH;
use latchwork_suite::report::Description;

use super::unit::UnitTest;
use crate::ground::child;
use crate::ground::stop::Stop;
use crate::model::outcome::{Outcome, judge};
use crate::model::programs::{How, Program, Transcript};

/// Runs one check with one mutant on; 0 is none.
pub(crate) trait Explore: Sync {
    /// Runs it. An error is the machine's.
    fn explore(&self, check: &Description, mutant: usize, limit: Duration)
    -> Result<Outcome, Stop>;
}

/// What runs checks: the programs that hold the mutants.
#[derive(Debug)]
pub(crate) struct Programs<'a> {
    /// One a checker.
    pub(crate) programs: &'a [Program],
    /// The primitives' own tests.
    pub(crate) tests: &'a [UnitTest],
    /// Where schedules that fail are saved: nobody wants them.
    pub(crate) failures: &'a Path,
}

impl Explore for Programs<'_> {
    fn explore(
        &self,
        check: &Description,
        mutant: usize,
        limit: Duration,
    ) -> Result<Outcome, Stop> {
        let mut tests = self.tests.iter();
        if let Some(test) = tests.find(|test| test.description().id == check.id) {
            return test.run(mutant, limit);
        }
        let program = self
            .programs
            .iter()
            .find(|program| program.kind.name == check.checker)
            .expect("the check was listed by one of the programs");
        let how = How {
            deep: false,
            failures: self.failures,
            shard: None,
        };
        let command = program.check(&check.id, how);
        let command = command.env(SWITCH, mutant.to_string());
        let begin = Instant::now();
        let mut transcript = Transcript::default();
        let finished = child::follow(&command, Some(limit), |line| transcript.line(line))
            .map_err(|error| Stop::io(format_args!("cannot run {}", check.id), &error))?;
        let seconds = begin.elapsed().as_secs_f64();
        Ok(judge(check, None, &finished, transcript, seconds))
    }
}
