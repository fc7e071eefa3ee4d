//! What a check is.

use crate::counterexample::Counterexample;
use crate::failure::{Failure, Property};
#[cfg(any(loom, shuttle, explore))]
use crate::render::counterexample;
use crate::replay::Replay;
use crate::report::{Description, Estimate, Mode, OR, Verdict};
use core::fmt::{self, Debug, Formatter};
#[cfg(any(loom, shuttle, explore))]
use latchwork_layer::{Entry, Spec};
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// The current execution, which has failed so, as a counterexample.
type Witness = dyn Fn(&Failure) -> Counterexample + Send + Sync;

/// What a check does.
type Body = dyn Fn(&Run) -> Result<Found, Failure> + Send + Sync;

/// What replays the current execution.
pub(crate) type Replayer = dyn Fn() -> io::Result<Replay> + Send + Sync;

/// What a check is given while it runs.
#[derive(Clone, Default)]
pub struct Run {
    /// Look further than by default.
    pub deep: bool,
    /// Where to save what replays a failure.
    pub failures: Option<PathBuf>,
    /// The check is of a twin that must violate progress, and nothing else: natively it
    /// need not stand still for as long as a lock that may only be slow.
    pub(crate) must_hang: bool,
    /// What to follow instead of exploring.
    pub(crate) replay: Option<Arc<Replay>>,
    /// Which part of the executions to explore, `2/4` for instance; all, if none.
    pub(crate) shard: Option<String>,
    pub(crate) executions: Arc<AtomicU64>,
    pub(crate) estimate: Arc<Mutex<Option<Estimate>>>,
    pub(crate) missing: Arc<Mutex<Vec<String>>>,
    pub(crate) left_out: Arc<Mutex<BTreeSet<String>>>,
    pub(crate) blocked: Arc<AtomicU64>,
    pub(crate) in_execution: Arc<AtomicBool>,
    pub(crate) witness: Arc<Mutex<Option<Arc<Witness>>>>,
    pub(crate) replayer: Arc<Mutex<Option<Arc<Replayer>>>>,
}

impl Run {
    /// Counts an execution. Called at the beginning of each.
    pub fn count_execution(&self) {
        // Relaxed, both: nothing else is read on the strength of them.
        self.executions.fetch_add(1, Relaxed);
        self.in_execution.store(true, Relaxed);
    }

    /// Counts what a check without a checker's executions has looked at.
    pub fn count_executions(&self, executions: u64) {
        // Relaxed: nothing else is read on the strength of it.
        self.executions.fetch_add(executions, Relaxed);
    }

    /// Exploration begins: what fails from now on is the failure of an execution.
    #[cfg(explore)]
    pub(crate) fn exploring(&self) {
        // Relaxed: nothing else is read on the strength of it.
        self.in_execution.store(true, Relaxed);
    }

    /// There have been so many executions in all, complete ones and blocked ones.
    #[cfg(explore)]
    pub(crate) fn set_executions(&self, complete: u64, blocked: u64) {
        // Relaxed, both: nothing else is read on the strength of them.
        self.executions.store(complete, Relaxed);
        self.blocked.store(blocked, Relaxed);
    }

    /// The last execution has ended: what fails from now on is not its failure.
    pub fn explored(&self) {
        // Relaxed: nothing else is read on the strength of it.
        self.in_execution.store(false, Relaxed);
    }

    /// Has a failing execution shown by the events of `log`, as `spec` sees them.
    ///
    /// `log` copies the current execution's log. It is called on the thread that
    /// has failed, at the place of the failure, so it must take no lock that the
    /// checked code may hold there.
    #[cfg(any(loom, shuttle, explore))]
    pub fn witnessed_by<S>(
        &self,
        spec: S,
        log: impl Fn() -> Vec<Entry<S::Event>> + Send + Sync + 'static,
    ) where
        S: Spec + Send + Sync + 'static,
    {
        self.witnessed(spec, Box::new(log));
    }

    /// Keeps how a failing execution is shown. Compiled once for each specification,
    /// whoever has the log.
    #[cfg(any(loom, shuttle, explore))]
    fn witnessed<S>(&self, spec: S, log: Box<dyn Fn() -> Vec<Entry<S::Event>> + Send + Sync>)
    where
        S: Spec + Send + Sync + 'static,
    {
        let witness = move |failure: &Failure| counterexample(&spec, &log(), failure);
        *self.witness.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(witness));
    }

    /// The current execution, which has failed so; none if nobody witnesses it.
    /// To be called on the thread that has failed.
    pub(crate) fn testimony(&self, failure: &Failure) -> Option<Counterexample> {
        let witness = self.witness.lock().unwrap_or_else(PoisonError::into_inner);
        let witness = witness.clone()?;
        Some(witness(failure))
    }

    /// The checker has an idea of how many executions there are in all.
    #[cfg(explore)]
    pub(crate) fn expects(&self, estimate: Estimate) {
        *self.estimate.lock().unwrap_or_else(PoisonError::into_inner) = Some(estimate);
    }

    /// How many executions there may be in all.
    pub(crate) fn estimate(&self) -> Option<Estimate> {
        *self.estimate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// None of this part of the executions has shown what is `missing`. Those of
    /// another part may.
    #[cfg(any(loom, shuttle, explore))]
    pub(crate) fn lacks(&self, missing: impl IntoIterator<Item = &'static str>) {
        let mut lacking = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        lacking.extend(missing.into_iter().map(str::to_owned));
    }

    /// What is missing in this part of the executions.
    pub(crate) fn missing(&self) -> Vec<String> {
        let missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        missing.clone()
    }

    /// Whether this run follows a saved failure: one execution, which need not
    /// show what all of them show.
    pub fn is_replay(&self) -> bool {
        self.replay.is_some()
    }

    /// Has `replayer` asked should the current execution fail.
    #[cfg(any(loom, shuttle, explore))]
    pub(crate) fn replayed_by(&self, replayer: Arc<Replayer>) {
        *self.replayer.lock().unwrap_or_else(PoisonError::into_inner) = Some(replayer);
    }

    /// What replays the current execution: nothing if the check has several
    /// explorations.
    pub(crate) fn replayed(&self) -> Option<io::Result<Replay>> {
        let replayer = self.replayer.lock().unwrap_or_else(PoisonError::into_inner);
        let replayer = replayer.clone();
        replayer.map(|replayer| replayer())
    }

    /// Executions so far that were blocked: the explorer counts them apart.
    pub fn blocked(&self) -> u64 {
        self.blocked.load(Relaxed)
    }

    /// An exploration of the check has left this out: whatever the check finds, it is not
    /// complete.
    #[cfg_attr(
        not(explore),
        allow(dead_code, reason = "the others say what they leave out")
    )]
    pub(crate) fn leaves_out(&self, what: String) {
        let mut left_out = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        left_out.insert(what);
    }

    /// What a check has found, as far as it has left out nothing.
    fn weighed(&self, found: Found) -> Found {
        let left_out = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        if left_out.is_empty() {
            return found;
        }
        let left_out: Vec<&str> = left_out.iter().map(String::as_str).collect();
        let details = [found.detail, format!("without {}", left_out.join(", "))];
        let details: Vec<String> = details.into_iter().filter(|it| !it.is_empty()).collect();
        Found {
            mode: match found.mode {
                Mode::Complete => Mode::Bounded,
                mode => mode,
            },
            detail: details.join("; "),
        }
    }

    /// Executions so far.
    pub fn executions(&self) -> u64 {
        self.executions.load(Relaxed)
    }
}

/// What a check that found no violation has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What the run was in the end: a search cut off by a limit is bounded.
    pub mode: Mode,
    /// What a reader must know to weigh the result.
    pub detail: String,
}

/// One check of one object.
pub struct Check {
    /// What is checked, how, and what is expected.
    pub description: Description,
    pub(crate) splits: bool,
    /// What the object would have to state, and does not: nothing is run.
    pub(crate) lacks: Option<&'static str>,
    pub(crate) run: Box<Body>,
}

impl Check {
    /// A check named by its parts. `run` explores, and returns the violation if it
    /// finds one. What it finds inside of an execution it [raises](Failure::raise).
    pub fn new(
        description: Description,
        run: impl Fn(&Run) -> Result<Found, Failure> + Send + Sync + 'static,
    ) -> Self {
        Self {
            description,
            splits: false,
            lacks: None,
            run: Box::new(move |given| run(given).map(|found| given.weighed(found))),
        }
    }

    /// A check that cannot be made, since its object does not state `what`.
    #[cfg(shuttle)]
    pub(crate) fn lacking(description: Description, what: &'static str) -> Self {
        Self {
            lacks: Some(what),
            ..Self::new(description, move |_| {
                panic!("the object does not state {what}")
            })
        }
    }

    /// This check, with executions that can be split between several machines: what
    /// it finds in each part says whether it holds of all.
    ///
    /// Only for a check that is one exploration, and of which every part can tell what
    /// it lacks. It is split if it is complete, and if the checker can do that.
    #[cfg(any(loom, explore))]
    #[must_use]
    pub(crate) fn splitting(mut self) -> Self {
        self.splits = cfg!(explore) && self.description.mode == Mode::Complete;
        self
    }

    /// This check, of a size that is left to those who look further than by default.
    #[must_use]
    pub fn deep_only(mut self) -> Self {
        self.description.deep = true;
        self
    }

    /// This check as a control: it must be rejected, for `property`.
    pub fn must_violate(self, property: Property) -> Self {
        self.must_violate_one(&[property])
    }

    /// This check as a control: it must be rejected, for one of `properties`, whichever is
    /// seen first.
    pub fn must_violate_one(mut self, properties: &[Property]) -> Self {
        let names: Vec<String> = properties.iter().map(Property::to_string).collect();
        self.description.expected = Verdict::Fail;
        self.description.violates = names.join(OR);
        // One part of its executions need not show the mistake.
        self.splits = false;
        self
    }
}

impl Debug for Run {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("deep", &self.deep)
            .field("must_hang", &self.must_hang)
            .field("executions", &self.executions)
            .finish_non_exhaustive()
    }
}

impl Debug for Check {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Check").field(&self.description).finish()
    }
}
