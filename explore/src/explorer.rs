//! The explorer, and how it is told what to do.

use crate::execution::Execution;
use crate::limits;
use crate::memory_model::MemoryModel;
use crate::replay::Replay;
use crate::report::{Progress, Report};
use crate::search;
use crate::settings::Settings;
use crate::shard::Shard;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::time::Duration;

/// Explores a model.
#[derive(Clone, Default)]
pub struct Explorer {
    settings: Settings,
}

impl Debug for Explorer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explorer")
            .field("memory_model", &self.settings.memory_model)
            .field("step_limit", &self.settings.step_limit)
            .field("execution_limit", &self.settings.execution_limit)
            .field("spurious_failures", &self.settings.spurious_failures)
            .field("spurious_wakeups", &self.settings.spurious_wakeups)
            .field("leaks", &self.settings.leaks)
            .field("every_turn", &self.settings.every_turn)
            .field("workers", &self.settings.workers)
            .field("shard", &self.settings.shard)
            .finish_non_exhaustive()
    }
}

impl Explorer {
    /// Threads of a model, the main thread included.
    pub const MAX_THREADS: usize = limits::MAX_THREADS;

    /// The most steps of a thread that a step limit can allow.
    pub const MOST_STEPS: usize = limits::MOST_STEPS;

    /// RC11, one worker for each CPU of the host, 10,000 steps a thread, one
    /// spurious failure and one spurious wakeup a thread; what is left allocated at the
    /// end is no failure.
    pub fn new() -> Self {
        Self::default()
    }

    /// Under this memory model.
    #[must_use]
    pub fn memory_model(mut self, memory_model: MemoryModel) -> Self {
        self.settings.memory_model = memory_model;
        self
    }

    /// A thread that takes more steps than this is a failure.
    ///
    /// # Panics
    ///
    /// If it is 0 or more than [`MOST_STEPS`](Self::MOST_STEPS).
    #[must_use]
    pub fn step_limit(mut self, steps: usize) -> Self {
        assert!(
            (1..=Self::MOST_STEPS).contains(&steps),
            "a step limit is between 1 and {}",
            Self::MOST_STEPS
        );
        self.settings.step_limit = steps;
        self
    }

    /// Stops after about this many executions: the search is bounded then.
    #[must_use]
    pub fn execution_limit(mut self, executions: u64) -> Self {
        self.settings.execution_limit = Some(executions);
        self
    }

    /// How often the weak compare-exchanges of one thread may fail spuriously in
    /// one execution, beside those that are made again at once: of these, each failure
    /// is left out.
    #[must_use]
    pub fn spurious_failures(mut self, failures: usize) -> Self {
        self.settings.spurious_failures = failures;
        self
    }

    /// How often the waits of one thread for condition variables may end in one
    /// execution though nobody has notified it.
    #[must_use]
    pub fn spurious_wakeups(mut self, wakeups: usize) -> Self {
        self.settings.spurious_wakeups = wakeups;
        self
    }

    /// Whether it is a failure if something that was [allocated](crate::alloc::allocate)
    /// is left when all threads have ended.
    #[must_use]
    pub fn leaks(mut self, are_failures: bool) -> Self {
        self.settings.leaks = are_failures;
        self
    }

    /// Explores every turn of a loop that polls, up to the step limit.
    ///
    /// Otherwise turns that change nothing are left out, and [`Report::polls`] says of
    /// which loops. A loop that tells its turns apart, by a count or by what it has
    /// read before, needs all of them.
    #[must_use]
    pub fn every_turn(mut self) -> Self {
        self.settings.every_turn = true;
        self
    }

    /// On so many threads of the host. The result does not depend on it. A model
    /// that uses cells in statics is explored on one, and so is a small search.
    #[must_use]
    pub fn workers(mut self, workers: usize) -> Self {
        assert!(workers > 0, "an exploration needs a worker");
        self.settings.workers = workers;
        self
    }

    /// Bytes of stack for each thread of the model.
    #[must_use]
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.settings.stack_size = bytes;
        self
    }

    /// Ends the process if a thread of the model does not come back within this
    /// time from its own work: it blocks on a primitive of the operating system, or
    /// loops without accessing the model's memory. At first 10 s.
    #[must_use]
    pub fn stuck_after(mut self, limit: Duration) -> Self {
        self.settings.stuck_after = limit;
        self
    }

    /// Only one part of the executions.
    #[must_use]
    pub fn shard(mut self, shard: Shard) -> Self {
        self.settings.shard = Some(shard);
        self
    }

    /// Shows each execution that ended to `look`, and whether it is complete (or
    /// else blocked). It may be called from several threads at a time.
    #[must_use]
    pub fn on_execution(mut self, look: impl Fn(&Execution, bool) + Send + Sync + 'static) -> Self {
        self.settings.on_execution = Some(Arc::new(look));
        self
    }

    /// Tells `look` now and then how far it is.
    #[must_use]
    pub fn on_progress(mut self, look: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.settings.on_progress = Some(Arc::new(look));
        self
    }

    /// Explores `model`: runs it once for each execution.
    pub fn explore(&self, model: impl Fn() + Send + Sync) -> Report {
        search::explore(&self.settings, &model)
    }

    /// Runs the one execution that `replay` leads to.
    pub fn replay(&self, replay: &Replay, model: impl Fn() + Send + Sync) -> Report {
        search::replay(&self.settings, replay, &model)
    }
}

/// Explores `model` under RC11, and panics if an execution of it fails.
///
/// # Panics
///
/// With the failure and the execution, if there is one.
#[track_caller]
pub fn model(model: impl Fn() + Send + Sync) {
    let report = Explorer::new().explore(model);
    if let Some(failure) = &report.failure {
        panic!("{failure}\n{}", failure.table());
    }
}
