//! Running checks in parallel, the longest first.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::num::NonZero;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use latchwork_explore::Shard;
use latchwork_suite::report::Description;

use crate::ground::child;
use crate::ground::screen::Screen;
use crate::model::estimate;
use crate::model::outcome::{Outcome, judge};
use crate::model::programs::{How, Program, Transcript};
use crate::model::rows;

/// A check of a program.
#[derive(Clone, Debug)]
pub(crate) struct Job<'a> {
    pub(crate) program: &'a Program,
    pub(crate) check: &'a Description,
    shard: Option<Shard>,
}

impl<'a> Job<'a> {
    /// `check`, or this part of its executions, by the program of its checker, if that
    /// is among `programs`.
    pub(crate) fn of(
        check: &'a Description,
        shard: Option<Shard>,
        programs: &'a [Program],
    ) -> Option<Self> {
        let program = programs
            .iter()
            .find(|program| program.kind.name == check.checker)?;
        Some(Self {
            program,
            check,
            shard,
        })
    }
}

/// How to run checks.
#[derive(Debug)]
pub(crate) struct Runner<'a> {
    /// Where progress is shown.
    pub(crate) screen: &'a Screen,
    /// Larger clients and more schedules.
    pub(crate) deep: bool,
    /// How many at a time.
    pub(crate) jobs: NonZero<usize>,
    /// Where schedules that fail are saved.
    pub(crate) failures: &'a Path,
}

impl Runner<'_> {
    /// When a check counts as hung.
    fn limit(&self) -> Duration {
        Duration::from_secs(if self.deep { 3600 } else { 600 })
    }

    /// Runs `jobs`; the outcomes are in their order.
    pub(crate) fn run(&self, jobs: &[Job]) -> Vec<Outcome> {
        let bar = self.screen.bar("checks", jobs.len());
        let queue = Mutex::new(longest_first(jobs.iter().map(|job| job.check.weight)));
        let outcomes = Mutex::new(vec![None; jobs.len()]);
        thread::scope(|scope| {
            for _ in 0..self.jobs.get().min(jobs.len()) {
                scope.spawn(|| {
                    while let Some(index) = next(&queue) {
                        let outcome = self.run_one(&jobs[index]);
                        self.screen.finished(&rows::line(&outcome));
                        bar.inc(1);
                        outcomes.lock().expect("no thread panics")[index] = Some(outcome);
                    }
                });
            }
        });
        let outcomes = outcomes.into_inner().expect("no thread panics");
        outcomes
            .into_iter()
            .map(|outcome| outcome.expect("every job was in the queue"))
            .collect()
    }

    fn run_one(&self, job: &Job) -> Outcome {
        let check = job.check;
        let bar = self
            .screen
            .executions(&format!("{} ({}):", check.id, check.checker));
        let how = How {
            deep: self.deep,
            failures: self.failures,
            shard: job.shard,
        };
        let command = job.program.check(&check.id, how);
        let begin = Instant::now();
        let mut transcript = Transcript::default();
        let finished = child::follow(&command, Some(self.limit()), |line| {
            transcript.line(line);
            let explored = transcript.executions + transcript.blocked;
            bar.set_position(explored);
            bar.set_message(estimate::show(explored, transcript.estimate));
        });
        let seconds = begin.elapsed().as_secs_f64();
        match finished {
            Ok(finished) => judge(check, job.shard, &finished, transcript, seconds),
            Err(error) => Outcome::broken(
                check,
                seconds,
                "not run",
                format!("the checker could not be run: {error}"),
            ),
        }
    }
}

fn next(queue: &Mutex<VecDeque<usize>>) -> Option<usize> {
    queue.lock().expect("no thread panics").pop_front()
}

/// The indices of `weights`, the heaviest first: a long check started last would run alone.
fn longest_first(weights: impl Iterator<Item = u32>) -> VecDeque<usize> {
    let mut order: Vec<(usize, u32)> = weights.enumerate().collect();
    order.sort_by_key(|&(_, weight)| Reverse(weight));
    order.into_iter().map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_check_starts_first() {
        assert_eq!(longest_first([1, 60, 5, 60].into_iter()), [1, 3, 2, 0]);
    }
}
