//! What is looked at in every execution.

use super::Client;
use super::calls::Calls;
use super::findings::{Findings, Watched};
use super::verdict::{left, passed, refined};
use crate::{Failure, Property, violated};
use latchwork_lock::Order;
use latchwork_lock::{Mutex, RawLock};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

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
        let mutex: Arc<Mutex<usize, R>> = Arc::clone(mutex);
        self.findings.begin(mutex as Arc<dyn Watched>);
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
        refined(self.order, &lock.log().with(<[_]>::to_vec));
        Inside(self)
    }

    /// The execution has ended.
    pub(crate) fn end<R: RawLock>(&self, client: Client, lock: &R) {
        // A copy: a violation ends this thread where it stands, and others must
        // be able to look at the log then.
        let log = lock.log().with(<[_]>::to_vec);
        left(self.order, &refined(self.order, &log));
        if let Some(mismatch) = self.calls.mismatch(self.order, &log) {
            mismatch.raise();
        }
        self.all_counted(client);
        let bypass = passed(&log, self.bypass_bound);
        self.findings.end(bypass, &log);
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
