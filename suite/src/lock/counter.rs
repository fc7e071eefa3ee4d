//! What a lock's clients work on: a counter behind the lock.

use super::off_specification;
use crate::module::{Event, Module, refined};
use crate::{Failure, Property, violated};
use latchwork_atomic::{Initial, initial};
use latchwork_layer::{Log, Violation};
use latchwork_lock::author::LockSpec;
use latchwork_lock::{Mutex, RawLock};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// A lock as a module, with a counter behind it.
///
/// What it keeps beside the lock is ghost state, in the host's atomics: it neither
/// adds scheduling points to the model nor orders its accesses. (SeqCst there means
/// nothing: the host runs one thread of a model at a time.)
pub(crate) struct Counter<R: RawLock> {
    pub(super) mutex: Mutex<usize, R>,
    inside: AtomicUsize,
    counted: AtomicUsize,
}

/// A CPU inside the critical section.
pub(super) struct Inside<'a> {
    inside: &'a AtomicUsize,
    counted: &'a AtomicUsize,
}

impl<R: RawLock + Initial + Send + Sync + 'static> Module for Counter<R> {
    type Spec = LockSpec;

    const RESTS: bool = true;

    fn new() -> Self {
        Self {
            mutex: Mutex::from_raw(initial!(R), 0),
            inside: AtomicUsize::new(0),
            counted: AtomicUsize::new(0),
        }
    }

    fn spec() -> LockSpec {
        LockSpec { order: R::ORDER }
    }

    fn log(&self) -> &Log<Event<Self>> {
        self.mutex.log()
    }

    fn off_specification(violation: &Violation<LockSpec>) -> Failure {
        off_specification(violation)
    }
}

impl<R: RawLock + Initial + Send + Sync + 'static> Counter<R> {
    /// A CPU has got the lock: what has happened so far must be in order. (An
    /// execution that goes wrong here may never come to its end.)
    pub(super) fn enter(&self) -> Inside<'_> {
        if self.inside.fetch_add(1, SeqCst) != 0 {
            violated(Property::Exclusion, "another CPU is inside already");
        }
        // A copy: a violation ends this thread where it stands.
        let log: Vec<_> = self.log().with(<[_]>::to_vec);
        if let Err(failure) = refined::<Self>(&log) {
            failure.raise();
        }
        Inside {
            inside: &self.inside,
            counted: &self.counted,
        }
    }

    /// Every CPU has finished, and the counter says that there were so many
    /// acquisitions.
    pub(super) fn has_counted(&self, acquisitions: usize) -> Result<(), Failure> {
        let counted = self.counted.load(SeqCst);
        if counted == acquisitions {
            return Ok(());
        }
        let reason = format!("the counter says {counted} after {acquisitions} increments");
        let failure = Failure::new(Property::Exclusion, "lost update", reason);
        Err(failure.of_the_whole_log())
    }
}

impl Inside<'_> {
    /// Leaves, having counted to `count`.
    pub(super) fn leave(self, count: usize) {
        self.counted.fetch_max(count, SeqCst);
        self.inside.fetch_sub(1, SeqCst);
    }
}
