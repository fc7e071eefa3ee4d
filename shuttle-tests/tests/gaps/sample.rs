//! Running shuttle on a program, and saying that a gap is closed.

use shuttle::scheduler::{DfsScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// What shuttle has made of a program.
#[derive(Debug)]
pub(crate) struct Sampled<T> {
    /// Schedules, including one that failed.
    pub(crate) schedules: usize,
    /// What the schedules that ended came to.
    pub(crate) outcomes: BTreeSet<T>,
    /// What shuttle reported, if it did.
    pub(crate) complaint: Option<String>,
}

impl<T: Ord> Sampled<T> {
    /// Whether shuttle reported nothing.
    pub(crate) fn passed(&self) -> bool {
        self.complaint.is_none()
    }

    /// Whether shuttle reported `what`.
    pub(crate) fn complained_of(&self, what: &str) -> bool {
        self.complaint
            .as_ref()
            .is_some_and(|complaint| complaint.contains(what))
    }
}

/// How these programs are run.
pub(crate) fn config() -> Config {
    let mut config = Config::new();
    config.max_steps = MaxSteps::FailAfter(10_000);
    config.silence_warnings = true;
    config.failure_persistence = FailurePersistence::None;
    config
}

/// Every schedule of a program that has few.
pub(crate) fn every_schedule() -> DfsScheduler {
    DfsScheduler::new(None, false)
}

/// Schedules drawn at random, always the same ones.
pub(crate) fn random() -> RandomScheduler {
    RandomScheduler::new_from_seed(2016, 1_000)
}

/// Runs `program` along the schedules of `scheduler`.
///
/// # Panics
///
/// If shuttle has not even begun a schedule. A failure of the model is a result.
pub(crate) fn sample<T: Ord + Send + 'static>(
    config: Config,
    scheduler: impl Scheduler + 'static,
    program: impl Fn() -> T + Send + Sync + 'static,
) -> Sampled<T> {
    let schedules = Arc::new(AtomicUsize::new(0));
    let outcomes = Arc::new(Mutex::new(BTreeSet::new()));
    let model = {
        let (schedules, outcomes) = (Arc::clone(&schedules), Arc::clone(&outcomes));
        move || {
            // Relaxed: shuttle runs its threads on this one.
            schedules.fetch_add(1, Relaxed);
            let outcome = program();
            outcomes
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(outcome);
        }
    };
    // Nothing that a program of these tests keeps on its stacks uses the model
    // when it is dropped, so a failed model may unwind.
    let complaint = catch_unwind(AssertUnwindSafe(|| {
        Runner::new(scheduler, config).run(model)
    }))
    .err()
    .map(|panic| match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => panic
            .downcast_ref::<&str>()
            .copied()
            .unwrap_or("a panic without a message")
            .to_owned(),
    });
    // Relaxed: the model has ended.
    let schedules = schedules.load(Relaxed);
    assert!(schedules > 0, "shuttle has run no schedule: {complaint:?}");
    let outcomes = std::mem::take(&mut *outcomes.lock().unwrap_or_else(PoisonError::into_inner));
    Sampled {
        schedules,
        outcomes,
        complaint,
    }
}

/// Asserts that a gap is still `open`: shuttle 0.9.9 does `what`. When it no
/// longer does, `docs/checker-gaps.md` and `also` must say so.
#[track_caller]
pub(crate) fn gap(open: bool, what: &str, also: &str, sampled: &impl std::fmt::Debug) {
    assert!(
        open,
        "this shuttle no longer {what}, as 0.9.9 does; update docs/checker-gaps.md and {also}\n\
         sampled: {sampled:?}",
    );
}
