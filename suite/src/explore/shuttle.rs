//! Exploration by shuttle.

mod panics;

pub(crate) use panics::meaning;

use crate::hardware::{
    Burst, Hardware, Policy, Priority, Random, RoundRobin, Wrapped, followed_to_the_end,
};
use crate::replay::{Recording, Replay};
use crate::report::Mode;
use crate::{Failure, Found, Run};
use shuttle::scheduler::{PctScheduler, UrwRandomScheduler};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};
use std::sync::{Arc, PoisonError};

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
    /// Each CPU in turn, for a quantum that is drawn for each schedule.
    RoundRobin,
    /// By priorities that are drawn for each schedule; who waits gives way.
    Priority,
    /// Random numbers of steps in a row, by any CPU that can run.
    Burst,
}

impl Sampling {
    /// Every way of drawing schedules.
    pub const ALL: [Sampling; 6] = [
        Sampling::Random,
        Sampling::Pct,
        Sampling::Uniform,
        Sampling::RoundRobin,
        Sampling::Priority,
        Sampling::Burst,
    ];

    /// A short name.
    pub fn name(self) -> &'static str {
        match self {
            Sampling::Random => "random",
            Sampling::Pct => "pct",
            Sampling::Uniform => "uniform",
            Sampling::RoundRobin => "round-robin",
            Sampling::Priority => "priority",
            Sampling::Burst => "burst",
        }
    }

    /// The policy that draws them from `seed`, for a program of `cpus` CPUs.
    pub fn policy(self, seed: u64, cpus: usize) -> Box<dyn Policy> {
        // Shuttle's own would end by themselves; here the hardware scheduler
        // counts executions.
        const ENOUGH: usize = usize::MAX;
        match self {
            Sampling::Random => Box::new(Random::new(seed)),
            Sampling::Pct => Box::new(Wrapped::new(PctScheduler::new_from_seed(
                seed, PCT_DEPTH, ENOUGH,
            ))),
            Sampling::Uniform => Box::new(Wrapped::new(UrwRandomScheduler::new_from_seed(
                seed, ENOUGH,
            ))),
            Sampling::RoundRobin => Box::new(RoundRobin::new(seed, LONGEST_QUANTUM)),
            Sampling::Priority => Box::new(Priority::drawn(seed, cpus)),
            Sampling::Burst => Box::new(Burst::new(seed, LONGEST_BURST)),
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

/// Steps in the longest quantum of a round robin.
const LONGEST_QUANTUM: usize = 16;

/// Steps in the longest burst.
const LONGEST_BURST: usize = 32;

/// Schedules drawn by default.
pub const SCHEDULES: usize = 10_000;

/// Schedules that `run` asks for.
pub fn schedules(run: &Run) -> usize {
    if run.deep { SCHEDULES * 10 } else { SCHEDULES }
}

/// Runs `model`, a program of `cpus` CPUs, along sampled schedules.
///
/// # Errors
///
/// If `run` replays a schedule, and the model ends before it.
///
/// # Panics
///
/// If the model does, or if it deadlocks or does not end; or if it never ran.
pub fn explore(
    run: &Run,
    sampling: Sampling,
    cpus: usize,
    model: impl Fn() + Send + Sync + 'static,
) -> Result<Found, Failure> {
    let policy = sampling.policy(seed(), cpus);
    let Found { mode, detail } = explore_under(run, Hardware::new(policy, seed()), model)?;
    Ok(Found {
        mode,
        detail: format!("{}, {detail}", sampling.name()),
    })
}

/// Runs `model` along the schedules that `hardware` decides, as many as `run`
/// asks for; or along the one that `run` replays.
///
/// # Errors
///
/// As [`explore`].
///
/// # Panics
///
/// As [`explore`].
pub fn explore_under(
    run: &Run,
    hardware: Hardware,
    model: impl Fn() + Send + Sync + 'static,
) -> Result<Found, Failure> {
    let hardware = match run.replay.as_deref() {
        Some(Replay::Schedule(recording)) => {
            hardware.instead_following(Arc::new(recording.clone()))
        }
        _ => hardware.executions(schedules(run)),
    };
    let recording = hardware.recording();
    let current = Arc::clone(&recording);
    run.replayed_by(Arc::new(move || {
        let recording = current.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Replay::Schedule(recording.clone()))
    }));
    run_under(run, hardware, model);
    run.explored();
    if let Some(Replay::Schedule(recorded)) = run.replay.as_deref() {
        let followed = recording.lock().unwrap_or_else(PoisonError::into_inner);
        followed_to_the_end(recorded, &followed)?;
    }
    Ok(Found {
        mode: Mode::Random,
        detail: format!("seed {}", seed()),
    })
}

/// Runs `model` as often as `hardware` says; `run` counts.
///
/// # Panics
///
/// As [`explore`].
pub(crate) fn run_under(run: &Run, hardware: Hardware, model: impl Fn() + Send + Sync + 'static) {
    let mut config = Config::new();
    config.max_steps = MaxSteps::FailAfter(Recording::LONGEST);
    config.silence_warnings = true;
    config.failure_persistence = FailurePersistence::None;
    let counter = run.clone();
    let schedules = Runner::new(hardware, config).run(move || {
        counter.count_execution();
        model();
    });
    assert!(schedules > 0, "shuttle has run no schedule of the model");
}
