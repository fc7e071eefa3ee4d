//! Running loom and the explorer, and saying that a gap is closed.

use latchwork_explore::{Explorer, FailureKind};
use loom::model::Builder;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// What loom says of a data race.
pub(crate) const RACE: &str = "Causality violation";

/// What loom says of an execution that does not end.
pub(crate) const BRANCHES: &str = "exceeded maximum number of branches";

/// What a checker has made of a program.
#[derive(Debug)]
pub(crate) struct Explored<T> {
    /// Executions. loom's include one that failed, the explorer's are complete.
    pub(crate) executions: u64,
    /// What the executions that ended came to.
    pub(crate) outcomes: BTreeSet<T>,
    /// What the checker reported, if it did.
    pub(crate) complaint: Option<String>,
    /// The kind of it, which only the explorer tells.
    pub(crate) kind: Option<FailureKind>,
    /// Whether the checker says that the search ended; loom never says.
    pub(crate) ended: Option<bool>,
}

impl<T: Ord + Debug> Explored<T> {
    /// Whether some execution came to `outcome`.
    pub(crate) fn saw(&self, outcome: impl Into<T>) -> bool {
        self.outcomes.contains(&outcome.into())
    }

    /// Whether nothing was reported.
    pub(crate) fn passed(&self) -> bool {
        self.complaint.is_none()
    }

    /// Whether the checker reported `what`.
    pub(crate) fn complained_of(&self, what: &str) -> bool {
        self.complaint
            .as_ref()
            .is_some_and(|complaint| complaint.contains(what))
    }

    /// Asserts that the search ended without a failure, and with exactly these
    /// outcomes.
    #[track_caller]
    pub(crate) fn comes_to<U: Into<T>>(&self, outcomes: impl IntoIterator<Item = U>) {
        let outcomes: BTreeSet<T> = outcomes.into_iter().map(Into::into).collect();
        assert!(self.passed() && self.ended != Some(false), "{self:?}");
        assert_eq!(self.outcomes, outcomes, "{self:?}");
    }
}

/// Keeps what executions come to. It is the host's, and no checker sees it.
struct Outcomes<T>(Mutex<BTreeSet<T>>);

impl<T: Ord> Outcomes<T> {
    fn new() -> Self {
        Self(Mutex::new(BTreeSet::new()))
    }

    fn add(&self, outcome: T) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(outcome);
    }

    fn take(&self) -> BTreeSet<T> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The explorer on `program`, as it is by itself.
pub(crate) fn explorer<T: Ord + Send>(program: impl Fn() -> T + Send + Sync) -> Explored<T> {
    explorer_with(&Explorer::new(), program)
}

/// The explorer on `program`, as `explorer` says.
pub(crate) fn explorer_with<T: Ord + Send>(
    explorer: &Explorer,
    program: impl Fn() -> T + Send + Sync,
) -> Explored<T> {
    let outcomes = Outcomes::new();
    let report = explorer.explore(|| outcomes.add(program()));
    Explored {
        executions: report.complete,
        outcomes: outcomes.take(),
        kind: report.failure.as_ref().map(|failure| failure.kind),
        complaint: report.failure.map(|failure| failure.to_string()),
        ended: Some(report.ended),
    }
}

/// loom on `program`, without limits.
pub(crate) fn loom<T: Ord + Send + 'static>(
    program: impl Fn() -> T + Send + Sync + 'static,
) -> Explored<T> {
    loom_with(unlimited(), program)
}

/// A search of loom's without limits, whatever `LOOM_*` variables say.
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

/// loom on `program`, as `builder` says.
///
/// # Panics
///
/// If loom has not even begun an execution. A failure of the model is a result.
pub(crate) fn loom_with<T: Ord + Send + 'static>(
    builder: Builder,
    program: impl Fn() -> T + Send + Sync + 'static,
) -> Explored<T> {
    let executions = Arc::new(AtomicU64::new(0));
    let outcomes = Arc::new(Outcomes::new());
    let model = {
        let (executions, outcomes) = (Arc::clone(&executions), Arc::clone(&outcomes));
        move || {
            // Relaxed: loom runs its threads on this one.
            executions.fetch_add(1, Relaxed);
            outcomes.add(program());
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
    Explored {
        executions,
        outcomes: outcomes.take(),
        complaint,
        kind: None,
        ended: None,
    }
}

/// Asserts that loom is still `wrong`: it does `what`. When it no longer does,
/// `docs/explorer-and-loom.md` must say so.
#[track_caller]
pub(crate) fn loom_is_wrong<T: Debug>(wrong: bool, what: &str, explored: &Explored<T>) {
    assert!(
        wrong,
        "this loom no longer {what}, as 0.7.3 does; update docs/explorer-and-loom.md\n\
         explored: {explored:?}",
    );
}
