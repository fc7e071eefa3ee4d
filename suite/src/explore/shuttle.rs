//! Exploration by shuttle.

use crate::report::Mode;
use crate::saved;
use crate::{Found, Run};
use shuttle::scheduler::{
    PctScheduler, RandomScheduler, ReplayScheduler, Scheduler, UrwRandomScheduler,
};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

/// How schedules are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// Each step by any CPU that can run.
    Random,
    /// By priorities that change at a few random points (Burckhardt et al.,
    /// ASPLOS 2010).
    Pct,
    /// Each interleaving about as likely as any other (Zhao et al., ASPLOS 2025).
    Uniform,
}

impl Sampling {
    /// All of them.
    pub const ALL: [Sampling; 3] = [Sampling::Random, Sampling::Pct, Sampling::Uniform];

    /// A short name.
    pub fn name(self) -> &'static str {
        match self {
            Sampling::Random => "random",
            Sampling::Pct => "pct",
            Sampling::Uniform => "uniform",
        }
    }

    fn scheduler(self, schedules: usize) -> Box<dyn Scheduler + Send> {
        match self {
            Sampling::Random => Box::new(RandomScheduler::new_from_seed(seed(), schedules)),
            Sampling::Pct => Box::new(PctScheduler::new_from_seed(seed(), PCT_DEPTH, schedules)),
            Sampling::Uniform => Box::new(UrwRandomScheduler::new_from_seed(seed(), schedules)),
        }
    }
}

/// Where every sample begins, so that a check that is run again draws the same
/// schedules; shuttle's `SHUTTLE_RANDOM_SEED` overrides it.
pub fn seed() -> u64 {
    let set = std::env::var("SHUTTLE_RANDOM_SEED").ok();
    set.and_then(|seed| seed.parse().ok()).unwrap_or(2016)
}

/// Points at which a schedule changes priorities, plus one.
const PCT_DEPTH: usize = 4;

/// Schedules drawn by default.
pub const SCHEDULES: usize = 10_000;

/// Steps in one schedule, beyond which it is taken for a livelock.
const MAX_STEPS: usize = 100_000;

/// Schedules that `run` asks for.
pub fn schedules(run: &Run) -> usize {
    if run.deep { SCHEDULES * 10 } else { SCHEDULES }
}

/// Runs `model` along sampled schedules.
///
/// # Panics
///
/// If the model does, or if it deadlocks or does not end; or if it never ran.
pub fn explore(run: &Run, sampling: Sampling, model: impl Fn() + Send + Sync + 'static) -> Found {
    explore_with(run, sampling.scheduler(schedules(run)), model)
}

/// Runs `model` along the schedules of `scheduler`, or along the one that `run`
/// replays.
///
/// # Panics
///
/// As [`explore`].
pub fn explore_with(
    run: &Run,
    scheduler: impl Scheduler + 'static,
    model: impl Fn() + Send + Sync + 'static,
) -> Found {
    let mut config = Config::new();
    config.max_steps = MaxSteps::FailAfter(MAX_STEPS);
    config.silence_warnings = true;
    config.failure_persistence = FailurePersistence::File(Some(saved::directory()));
    let counter = run.clone();
    let counted = move || {
        counter.count_execution();
        model();
    };
    let schedules = match &run.replay {
        Some(schedule) => {
            config.failure_persistence = FailurePersistence::None;
            Runner::new(ReplayScheduler::new_from_encoded(schedule), config).run(counted)
        }
        None => Runner::new(scheduler, config).run(counted),
    };
    run.explored();
    assert!(schedules > 0, "shuttle has run no schedule of the model");
    Found {
        mode: Mode::Random,
        detail: format!("seed {}", seed()),
    }
}
