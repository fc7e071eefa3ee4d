//! What is looked at in every execution.

use super::Client;
use super::calls::Calls;
use super::findings::{Findings, Watched};
use crate::{Failure, Property, violated};
use latchwork_layer::lock::{LockEvent, LockSpec, LockState, Order, largest_bypass};
use latchwork_layer::{Entry, Spec, replay};
use latchwork_lock::{Mutex, RawLock};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Weak};

/// Looks at one execution.
///
/// All that it keeps is ghost state, in the host's atomics: it neither adds
/// scheduling points to the model nor orders its accesses. (SeqCst there means
/// nothing: the host runs one thread of a model at a time.)
pub(crate) struct Judge {
    order: Order,
    bypass_bound: Option<usize>,
    calls: Calls,
    inside: AtomicUsize,
    counted: AtomicUsize,
    findings: Findings,
}

/// A CPU inside the critical section.
pub(crate) struct Inside<'a>(&'a Judge);

impl Judge {
    /// A judge of `client` over a lock with the given order of service. At most
    /// `bypass_bound` acquisitions may pass a waiter.
    ///
    /// The checkers explore one order of independent events where there are
    /// several, so the bypass that is seen in a log may be smaller than in
    /// another order of the same execution. For a FIFO lock that hides nothing:
    /// its arrivals are ordered among themselves, and so are its acquisitions,
    /// and refinement compares the two.
    pub(crate) fn new(
        client: Client,
        order: Order,
        bypass_bound: Option<usize>,
        findings: &Findings,
    ) -> Self {
        Self {
            order,
            bypass_bound,
            calls: Calls::new(client.cpus),
            inside: AtomicUsize::new(0),
            counted: AtomicUsize::new(0),
            findings: findings.clone(),
        }
    }

    /// An execution begins.
    pub(crate) fn begin<R>(&self, mutex: &Arc<Mutex<usize, R>>)
    where
        R: RawLock + Send + Sync + 'static,
    {
        let weak: Weak<Mutex<usize, R>> = Arc::downgrade(mutex);
        self.findings.begin(weak as Weak<dyn Watched>);
    }

    /// Where the client notes its calls.
    pub(crate) fn calls(&self) -> &Calls {
        &self.calls
    }

    /// A CPU has got the lock: what has happened so far must be in order. (An
    /// execution that goes wrong here may never come to its end.)
    pub(crate) fn enter<R: RawLock>(&self, lock: &R) -> Inside<'_> {
        if self.inside.fetch_add(1, SeqCst) != 0 {
            violated(Property::Exclusion, "another CPU is inside already");
        }
        self.refines(&lock.log().with(<[_]>::to_vec));
        Inside(self)
    }

    /// The execution has ended.
    pub(crate) fn end<R: RawLock>(&self, client: Client, lock: &R) {
        // A copy: a violation ends this thread where it stands, and others must
        // be able to look at the log then.
        let log = lock.log().with(<[_]>::to_vec);
        let state = self.refines(&log);
        if state.holder.is_some() || !state.waiting.is_empty() {
            let state = self.spec().show(&state);
            let reason = format!("everybody has left, and the log ends with: {state}");
            Failure::new(Property::Refinement, "left in use", reason).raise();
        }
        if let Some(mismatch) = self.calls.mismatch(self.order, &log) {
            mismatch.raise();
        }
        self.all_counted(client);
        let bypass = largest_bypass(&log);
        if let Some(bound) = self.bypass_bound
            && bypass.count > bound
        {
            let reason = format!(
                "{} acquisitions passed CPU {} while it waited; the bound is {bound}",
                bypass.count, bypass.victim
            );
            Failure::new(Property::Bypass, "passed over too often", reason)
                .marking(bypass.events(&log))
                .raise();
        }
        self.findings.end(bypass, &log);
    }

    fn spec(&self) -> LockSpec {
        LockSpec { order: self.order }
    }

    /// The state that the log leads to. An acquisition while somebody holds the
    /// lock has a name of its own.
    fn refines(&self, log: &[Entry<LockEvent>]) -> LockState {
        replay(&self.spec(), log).unwrap_or_else(|violation| {
            let Entry { cpu, event, .. } = violation.entry;
            let acquires = matches!(event, LockEvent::Acquire | LockEvent::TryAcquire(true));
            let (property, kind) = if !acquires {
                (Property::Refinement, "not as specified")
            } else if violation.before.holder.is_some() {
                (Property::Exclusion, "overlap")
            } else {
                (Property::Refinement, "served out of turn")
            };
            let reason = format!("{event:?} of CPU {cpu}: {}", violation.reason);
            let failure = Failure::new(property, kind, reason).marking([violation.index]);
            // Whether a try may fail depends on all that its CPU has seen.
            match event {
                LockEvent::TryAcquire(false) => failure.of_the_whole_log().raise(),
                _ => failure.raise(),
            }
        })
    }

    fn all_counted(&self, client: Client) {
        let expected = client.acquisitions();
        let counted = self.counted.load(SeqCst);
        if counted != expected {
            let reason = format!("the counter says {counted} after {expected} increments");
            Failure::new(Property::Exclusion, "lost update", reason)
                .of_the_whole_log()
                .raise();
        }
    }
}

impl Inside<'_> {
    /// Leaves, having counted to `count`.
    pub(crate) fn leave(self, count: usize) {
        self.0.counted.fetch_max(count, SeqCst);
        self.0.inside.fetch_sub(1, SeqCst);
    }
}
