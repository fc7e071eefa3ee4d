//! The scheduler itself: asks or follows, and records.

use super::draw::Draw;
use super::{Point, Policy};
use crate::replay::Recording;
use crate::supervise::end_run;
use crate::{Failure, Property};
use core::fmt::{self, Debug, Formatter};
use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};
use std::sync::{Arc, Mutex, PoisonError};

/// Looks at every decision, without a say in it: when a recording is followed,
/// too.
pub trait Monitor {
    /// At `point`, `chosen` goes on. At the first point of an execution,
    /// `point.step` is 0.
    fn decided(&mut self, point: &Point<'_>, chosen: usize);
}

/// The decisions of the current execution, readable while it runs.
pub(crate) type Decided = Arc<Mutex<Recording>>;

/// mC2's hardware scheduler: decides at each switch point which CPU goes on, and
/// records what it has decided.
///
/// A CPU of a model is shuttle's task of the same number: a model starts its
/// CPUs in order, CPU 0 itself.
pub struct Hardware {
    source: Source,
    monitor: Option<Box<dyn Monitor>>,
    executions: usize,
    recording: Decided,
    step: usize,
    runnable: Vec<usize>,
}

/// Where decisions come from.
enum Source {
    Policy(Box<dyn Policy>, Draw),
    Recording(Arc<Recording>, usize),
}

impl Hardware {
    /// Decides as `policy` does. What the program draws comes from `seed`.
    pub fn new(policy: impl Policy + 'static, seed: u64) -> Self {
        Self::from(Source::Policy(Box::new(policy), Draw::new(seed)))
    }

    /// Decides as recorded, once.
    ///
    /// Where the program cannot follow, the run ends, with the step: there the
    /// program is not the one that was recorded.
    pub fn following(recording: Arc<Recording>) -> Self {
        Self::from(Source::Recording(recording, 0))
    }

    /// This scheduler, for so many executions instead of one. A recording is followed
    /// anew in each.
    pub fn executions(self, executions: usize) -> Self {
        Self { executions, ..self }
    }

    /// This scheduler, looked at by `monitor`.
    pub fn monitored_by(self, monitor: impl Monitor + 'static) -> Self {
        Self {
            monitor: Some(Box::new(monitor)),
            ..self
        }
    }

    /// This scheduler, which takes what was recorded instead of deciding.
    pub(crate) fn instead_following(self, recording: Arc<Recording>) -> Self {
        Self {
            source: Source::Recording(recording, 0),
            executions: 1,
            ..self
        }
    }

    /// Where the current execution is recorded.
    pub(crate) fn recording(&self) -> Decided {
        Arc::clone(&self.recording)
    }

    fn from(source: Source) -> Self {
        Self {
            source,
            monitor: None,
            executions: 1,
            recording: Decided::default(),
            step: 0,
            runnable: Vec::new(),
        }
    }
}

impl Source {
    fn begin(&mut self) {
        match self {
            Source::Policy(policy, numbers) => {
                policy.begin();
                numbers.begin();
            }
            Source::Recording(_, drawn) => *drawn = 0,
        }
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        match self {
            Source::Policy(policy, _) => policy.choose(point),
            Source::Recording(recording, _) => followed(recording, point),
        }
    }

    fn number(&mut self, step: usize) -> u64 {
        match self {
            Source::Policy(_, numbers) => numbers.number(),
            Source::Recording(recording, drawn) => {
                let Some(&number) = recording.numbers.get(*drawn) else {
                    diverged(format_args!(
                        "the program draws a random number in step {step}, and the {} that are \
                         recorded have been drawn",
                        recording.numbers.len()
                    ))
                };
                *drawn += 1;
                number
            }
        }
    }
}

/// The CPU that is recorded for `point`, if it can run.
fn followed(recording: &Recording, point: &Point<'_>) -> usize {
    let step = point.step + 1;
    match recording.cpus.get(point.step) {
        Some(&cpu) if point.can_run(cpu) => cpu,
        Some(cpu) => diverged(format_args!(
            "CPU {cpu} is recorded for step {step}, and cannot run there; CPUs that can: {:?}",
            point.runnable
        )),
        None => diverged(format_args!(
            "the recording ends after step {}, and the program goes on",
            point.step
        )),
    }
}

/// `followed` leaves none of `recording` over.
///
/// # Errors
///
/// If it does: the program is not the one that was recorded.
pub(crate) fn followed_to_the_end(
    recording: &Recording,
    followed: &Recording,
) -> Result<(), Failure> {
    let left_over = recording.left_over(followed);
    left_over.map_or(Ok(()), |left_over| Err(another_execution(left_over)))
}

/// The program does not do what it did when it was recorded.
fn another_execution(how: impl fmt::Display) -> Failure {
    Failure::of(Property::Determinism, how)
}

/// Ends the run: the program does not do what it did when it was recorded.
fn diverged(how: fmt::Arguments<'_>) -> ! {
    end_run(another_execution(how))
}

impl Scheduler for Hardware {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.executions = self.executions.checked_sub(1)?;
        self.step = 0;
        self.source.begin();
        let mut recording = self
            .recording
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        recording.cpus.clear();
        recording.numbers.clear();
        // Shuttle's own record of the execution is not used.
        Some(Schedule::new(0))
    }

    fn next_task(
        &mut self,
        tasks: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        self.runnable.clear();
        self.runnable
            .extend(tasks.iter().map(|task| usize::from(task.id())));
        let point = Point {
            step: self.step,
            runnable: &self.runnable,
            current: current.map(usize::from),
            yielding: is_yielding,
            tasks,
        };
        let chosen = self.source.choose(&point);
        assert!(point.can_run(chosen), "CPU {chosen} cannot run");
        if let Some(monitor) = &mut self.monitor {
            monitor.decided(&point, chosen);
        }
        let mut recording = self
            .recording
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        recording.cpus.push(chosen);
        self.step += 1;
        Some(TaskId::from(chosen))
    }

    fn next_u64(&mut self) -> u64 {
        let number = self.source.number(self.step);
        let mut recording = self
            .recording
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        recording.numbers.push(number);
        number
    }
}

impl Debug for Hardware {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hardware")
            .field("executions", &self.executions)
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}
