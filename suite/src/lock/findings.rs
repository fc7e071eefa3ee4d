//! What the executions of a check have in common.

use super::{Client, Operation};
use crate::current::Current;
use crate::{Failure, Property, Run};
use latchwork_layer::Entry;
use latchwork_lock::{Bypass, LockEvent, LockSpec, Order};
use latchwork_lock::{Mutex, RawLock};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as HostMutex, PoisonError};

/// How an execution ended: the log without the lines. The specification's final
/// state follows from it.
pub(crate) type Ending = Vec<(usize, LockEvent)>;

/// Distinct endings, each with the log of the first execution that ended so.
pub(crate) type Endings = BTreeMap<Ending, Vec<Entry<LockEvent>>>;

/// A lock whose log can be looked at while the model runs.
pub(crate) trait Watched: Send + Sync {
    /// Shows the log as it is.
    fn show(&self, look: &mut dyn FnMut(&[Entry<LockEvent>]));
}

impl<R: RawLock + Send + Sync> Watched for Mutex<usize, R> {
    fn show(&self, look: &mut dyn FnMut(&[Entry<LockEvent>])) {
        self.raw().log().with(look);
    }
}

/// Gathered over all executions.
#[derive(Clone, Default)]
pub(crate) struct Findings(Arc<HostMutex<Gathered>>);

#[derive(Default)]
struct Gathered {
    largest_bypass: Bypass,
    waited: bool,
    try_succeeded: bool,
    try_failed: bool,
    endings: Option<Endings>,
    watched: Current<dyn Watched>,
    /// The log of the last execution that has ended.
    last: Vec<Entry<LockEvent>>,
}

impl Findings {
    /// Keeps every distinct ending, too.
    #[cfg(any(loom, explore))]
    pub(crate) fn with_endings() -> Self {
        let findings = Self::default();
        findings.with(|gathered| gathered.endings = Some(Endings::new()));
        findings
    }

    fn with<U>(&self, look: impl FnOnce(&mut Gathered) -> U) -> U {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An execution begins, with this lock.
    pub(crate) fn begin(&self, lock: Arc<dyn Watched>) {
        self.with(|gathered| {
            gathered.watched.is(lock);
            gathered.last.clear();
        });
    }

    /// An execution has ended, with this bypass.
    pub(crate) fn end(&self, bypass: Bypass, log: &[Entry<LockEvent>]) {
        let tried = |result| {
            log.iter()
                .any(|entry| entry.event == LockEvent::TryAcquire(result))
        };
        self.with(|gathered| {
            gathered.largest_bypass = gathered.largest_bypass.max(bypass);
            gathered.waited |= log.iter().any(|entry| entry.failed_polls > 0);
            gathered.try_succeeded |= tried(true);
            gathered.try_failed |= tried(false);
            gathered.last = log.to_vec();
            if let Some(endings) = &mut gathered.endings {
                let events = log.iter().map(|entry| (entry.cpu, entry.event));
                let ending: Ending = events.collect();
                endings.entry(ending).or_insert_with(|| log.to_vec());
            }
        });
    }

    /// Whether anybody ever waited.
    #[cfg(any(loom, explore))]
    pub(crate) fn waited(&self) -> bool {
        self.with(|gathered| gathered.waited)
    }

    /// All executions have ended: the client must have come to what it is for.
    ///
    /// # Errors
    ///
    /// If nobody ever waited, or if `try_lock` was tried and did not both
    /// succeed and fail.
    pub(crate) fn contended(&self, client: Client) -> Result<(), Failure> {
        match self.missing(client).first() {
            Some(missing) => Err(Failure::of(
                Property::Contention,
                format!("{missing} in any execution, so this check shows nothing"),
            )),
            None => Ok(()),
        }
    }

    /// What no execution has shown of what the client is for.
    pub(crate) fn missing(&self, client: Client) -> Vec<&'static str> {
        let tries = client.operation == Operation::TryLock;
        let never = |shown: bool, missing| (!shown).then_some(missing);
        self.with(|gathered| {
            let missing = [
                never(gathered.waited, "nobody ever waited"),
                never(gathered.try_succeeded || !tries, "try_lock never succeeded"),
                never(gathered.try_failed || !tries, "try_lock never failed"),
            ];
            missing.into_iter().flatten().collect()
        })
    }

    /// The distinct endings.
    #[cfg(any(loom, explore))]
    pub(crate) fn endings(&self) -> Endings {
        self.with(|gathered| gathered.endings.clone().unwrap_or_default())
    }

    /// The largest bypass that was seen, for people.
    pub(crate) fn bypass_beside(&self, bound: Option<usize>) -> String {
        let seen = self.with(|gathered| gathered.largest_bypass.count);
        match bound {
            Some(bound) => format!("bypass {seen} seen, bound {bound}"),
            None => format!("bypass {seen} seen, unfair"),
        }
    }

    /// Has the log of the current execution's lock told should it fail.
    pub(crate) fn testify_in(&self, run: &Run, order: Order) {
        let findings = self.clone();
        run.witnessed_by(LockSpec { order }, move || findings.watch(<[_]>::to_vec));
    }

    /// Looks at the log of the current execution's lock, or of the last one if it
    /// has ended: empty before there is one.
    pub(crate) fn watch<U>(&self, mut look: impl FnMut(&[Entry<LockEvent>]) -> U) -> U {
        let Some(lock) = self.with(|gathered| gathered.watched.get()) else {
            let last = self.with(|gathered| gathered.last.clone());
            return look(&last);
        };
        let mut seen = None;
        lock.show(&mut |log| seen = Some(look(log)));
        seen.expect("a watched lock shows its log")
    }
}
