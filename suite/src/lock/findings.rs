//! What the executions of a check have in common.

use latchwork_layer::Entry;
use latchwork_layer::lock::{Bypass, LockEvent, LockState};
use latchwork_lock::{Mutex, RawLock};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex as HostMutex, PoisonError, Weak};

/// How an execution ended: the lock's state, and its log without the lines.
pub(crate) type Ending = (LockState, Vec<(usize, LockEvent)>);

/// A lock whose log can be looked at while the model runs.
pub(crate) trait Watched: Send + Sync {
    /// Shows the log as it is.
    #[cfg_attr(
        not(shuttle),
        expect(dead_code, reason = "only a scheduler of our own watches a lock")
    )]
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
    endings: Option<BTreeSet<Ending>>,
    watched: Option<Weak<dyn Watched>>,
}

impl Findings {
    /// Keeps every distinct ending, too.
    #[cfg(loom)]
    pub(crate) fn with_endings() -> Self {
        let findings = Self::default();
        findings.with(|gathered| gathered.endings = Some(BTreeSet::new()));
        findings
    }

    fn with<U>(&self, look: impl FnOnce(&mut Gathered) -> U) -> U {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An execution begins, with this lock.
    pub(crate) fn begin(&self, lock: Weak<dyn Watched>) {
        self.with(|gathered| gathered.watched = Some(lock));
    }

    /// An execution has ended, with this bypass.
    pub(crate) fn end(&self, bypass: Bypass, ending: impl FnOnce() -> Ending) {
        self.with(|gathered| {
            gathered.largest_bypass = gathered.largest_bypass.max(bypass);
            if let Some(endings) = &mut gathered.endings {
                endings.insert(ending());
            }
        });
    }

    /// The distinct endings.
    #[cfg(loom)]
    pub(crate) fn endings(&self) -> BTreeSet<Ending> {
        self.with(|gathered| gathered.endings.clone().unwrap_or_default())
    }

    /// The largest bypass, for people.
    pub(crate) fn bypass_beside(&self, bound: Option<usize>) -> String {
        let seen = self.with(|gathered| gathered.largest_bypass.count);
        match bound {
            Some(bound) => format!("bypass {seen} ≤ {bound}"),
            None => format!("unfair, bypass {seen} seen"),
        }
    }

    /// Looks at the log of the current execution's lock: empty before there is one.
    #[cfg(shuttle)]
    pub(crate) fn watch<U>(&self, mut look: impl FnMut(&[Entry<LockEvent>]) -> U) -> U {
        let watched = self.with(|gathered| gathered.watched.clone());
        let Some(lock) = watched.and_then(|lock| lock.upgrade()) else {
            return look(&[]);
        };
        let mut seen = None;
        lock.show(&mut |log| seen = Some(look(log)));
        seen.expect("a watched lock shows its log")
    }
}
