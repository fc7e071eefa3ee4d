//! Running loom on a program, and saying that a gap is closed.

use loom::model::Builder;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// What loom says of a data race.
pub(crate) const RACE: &str = "Causality violation";

/// What loom says of an execution that does not end.
pub(crate) const BRANCHES: &str = "exceeded maximum number of branches";

/// What loom has made of a program.
#[derive(Debug)]
pub(crate) struct Explored<T> {
    /// Executions, including one that failed.
    pub(crate) executions: usize,
    /// What the executions that ended came to.
    pub(crate) outcomes: BTreeSet<T>,
    /// What loom reported, if it did.
    pub(crate) complaint: Option<String>,
}

impl<T: Ord> Explored<T> {
    /// Whether some execution came to `outcome`.
    pub(crate) fn saw(&self, outcome: impl Into<T>) -> bool {
        self.outcomes.contains(&outcome.into())
    }

    /// Whether loom reported nothing.
    pub(crate) fn passed(&self) -> bool {
        self.complaint.is_none()
    }

    /// Whether loom reported `what`.
    pub(crate) fn complained_of(&self, what: &str) -> bool {
        self.complaint
            .as_ref()
            .is_some_and(|complaint| complaint.contains(what))
    }
}

/// Explores `program` without limits.
pub(crate) fn explore<T: Ord + Send + 'static>(
    program: impl Fn() -> T + Send + Sync + 'static,
) -> Explored<T> {
    explore_with(unlimited(), program)
}

/// A search without limits, whatever `LOOM_*` variables say.
pub(crate) fn unlimited() -> Builder {
    let mut builder = Builder::new();
    builder.max_branches = 1_000;
    builder.max_duration = None;
    builder.max_permutations = None;
    builder.preemption_bound = None;
    builder.checkpoint_file = None;
    builder.location = false;
    builder.log = false;
    builder
}

/// Explores `program` as `builder` says.
///
/// # Panics
///
/// If loom has not even begun an execution. A failure of the model is a result.
pub(crate) fn explore_with<T: Ord + Send + 'static>(
    builder: Builder,
    program: impl Fn() -> T + Send + Sync + 'static,
) -> Explored<T> {
    let executions = Arc::new(AtomicUsize::new(0));
    let outcomes = Arc::new(Mutex::new(BTreeSet::new()));
    let model = {
        let (executions, outcomes) = (Arc::clone(&executions), Arc::clone(&outcomes));
        move || {
            // Relaxed: loom runs its threads on this one.
            executions.fetch_add(1, Relaxed);
            let outcome = program();
            outcomes
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(outcome);
        }
    };
    // Nothing that a program of these tests keeps on its stacks uses the model
    // when it is dropped, so a failed model may unwind.
    let complaint = catch_unwind(AssertUnwindSafe(|| builder.check(model)))
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
    let executions = executions.load(Relaxed);
    assert!(executions > 0, "loom has run no execution: {complaint:?}");
    let outcomes = std::mem::take(&mut *outcomes.lock().unwrap_or_else(PoisonError::into_inner));
    Explored {
        executions,
        outcomes,
        complaint,
    }
}

/// Asserts that a gap is still `open`: loom 0.7.3 does `what`. When it no longer
/// does, `docs/checker-gaps.md` and `also` must say so.
#[track_caller]
pub(crate) fn gap(open: bool, what: &str, also: &str, explored: &impl std::fmt::Debug) {
    assert!(
        open,
        "this loom no longer {what}, as 0.7.3 does; update docs/checker-gaps.md and {also}\n\
         explored: {explored:?}",
    );
}
