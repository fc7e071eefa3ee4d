//! What a check is.

use crate::report::{Description, Mode, Verdict};
use crate::saved::Replay;
use core::fmt::{self, Debug, Display, Formatter};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// What is claimed of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// One CPU at a time is inside, and sees what those before it did.
    Exclusion,
    /// The log replays on the specification.
    Refinement,
    /// At most N − 1 others acquire between a CPU's arrival and its acquisition.
    Bypass,
    /// Nobody waits for ever.
    Progress,
    /// Under a fair schedule an acquisition takes a bounded number of steps.
    WaitBound,
    /// A CPU that can run takes a step within the window that a check relies on.
    Fairness,
    /// The same decisions lead to the same log.
    Determinism,
    /// Exploring with pruned waits reaches what exploring without reaches.
    Pruning,
    /// Over all executions somebody waits, and `try_lock` succeeds and fails:
    /// otherwise the check shows nothing.
    Contention,
    /// The checked code panicked on its own account.
    Panic,
}

impl Property {
    const ALL: [Property; 10] = [
        Property::Exclusion,
        Property::Refinement,
        Property::Bypass,
        Property::Progress,
        Property::WaitBound,
        Property::Fairness,
        Property::Determinism,
        Property::Pruning,
        Property::Contention,
        Property::Panic,
    ];

    /// What a message of a failed model says was violated, and how.
    pub(crate) fn classify(message: &str) -> (Property, String) {
        for property in Self::ALL {
            if let Some(how) = message.strip_prefix(&format!("{property}: ")) {
                return (property, how.to_owned());
            }
        }
        // The checkers' own words, given their names.
        let (property, name) = if message.contains("Causality violation") {
            (Property::Exclusion, "data race")
        } else if message.contains("exceeded maximum number of branches")
            || message.contains("exceeded max_steps")
        {
            (Property::Progress, "livelock or spinning deadlock")
        } else if message.contains("deadlock") {
            (Property::Progress, "deadlock")
        } else {
            (Property::Panic, "panic")
        };
        (property, format!("{name}: {}", message.trim()))
    }
}

impl Display for Property {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Property::Exclusion => "exclusion",
            Property::Refinement => "refinement",
            Property::Bypass => "bypass",
            Property::Progress => "progress",
            Property::WaitBound => "wait bound",
            Property::Fairness => "fairness",
            Property::Determinism => "determinism",
            Property::Pruning => "pruning",
            Property::Contention => "contention",
            Property::Panic => "panic",
        })
    }
}

/// Ends the model: `property` does not hold, and `how` says it.
///
/// # Panics
///
/// Always; that is how a checker learns of it.
#[track_caller]
pub fn violated(property: Property, how: impl Display) -> ! {
    panic!("{property}: {how}")
}

/// Tells how far the current execution has come, in lines for people.
pub type Witness = dyn Fn() -> Vec<String> + Send + Sync;

/// Tells what replays the current execution.
pub(crate) type Replayer = dyn Fn() -> io::Result<Replay> + Send + Sync;

/// What a check is given while it runs.
#[derive(Clone, Default)]
pub struct Run {
    /// Look further than by default.
    pub deep: bool,
    /// Where to save what replays a failure.
    pub failures: Option<PathBuf>,
    /// What to follow instead of exploring.
    pub(crate) replay: Option<Arc<Replay>>,
    pub(crate) executions: Arc<AtomicU64>,
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

    /// The last execution has ended: what fails from now on is not its failure.
    pub fn explored(&self) {
        // Relaxed: as above.
        self.in_execution.store(false, Relaxed);
    }

    /// Has `witness` asked should the current execution fail.
    pub fn witnessed_by(&self, witness: Arc<Witness>) {
        *self.witness.lock().unwrap_or_else(PoisonError::into_inner) = Some(witness);
    }

    /// What the witness says.
    pub(crate) fn testimony(&self) -> Vec<String> {
        let witness = self.witness.lock().unwrap_or_else(PoisonError::into_inner);
        let witness = witness.clone();
        witness.map_or_else(Vec::new, |witness| witness())
    }

    /// Whether this run follows a saved failure: one execution, which need not
    /// show what all of them show.
    pub fn is_replay(&self) -> bool {
        self.replay.is_some()
    }

    /// Has `replayer` asked should the current execution fail.
    #[cfg(any(loom, shuttle))]
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
    pub(crate) run: Box<dyn Fn(&Run) -> Found + Send + Sync>,
}

impl Check {
    /// A check named by its parts. `run` explores, and ends in a panic if it
    /// finds a violation.
    pub fn new(
        description: Description,
        run: impl Fn(&Run) -> Found + Send + Sync + 'static,
    ) -> Self {
        Self {
            description,
            run: Box::new(run),
        }
    }

    /// The same check as a control: it must be rejected, for `property`.
    pub fn must_violate(mut self, property: Property) -> Self {
        self.description.expected = Verdict::Fail;
        self.description.violates = property.to_string();
        self
    }
}

impl Debug for Run {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("deep", &self.deep)
            .field("executions", &self.executions)
            .finish_non_exhaustive()
    }
}

impl Debug for Check {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Check").field(&self.description).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_violations_keep_their_property() {
        for property in Property::ALL {
            let (classified, how) = Property::classify(&format!("{property}: so it is"));
            assert_eq!((classified, how.as_str()), (property, "so it is"));
        }
    }

    #[test]
    fn a_checkers_words_get_their_names() {
        let race = Property::classify("Causality violation: Concurrent write accesses");
        assert_eq!(race.0, Property::Exclusion);
        assert!(race.1.starts_with("data race: "), "{}", race.1);
        let spin = Property::classify("Model exceeded maximum number of branches. …");
        assert_eq!(spin.0, Property::Progress);
        assert_eq!(Property::classify("index out of bounds").0, Property::Panic);
    }
}
