//! The backend of `--cfg loom` builds.

#[path = "cell.rs"]
mod cell;

pub use cell::UnsafeCell;
pub use loom::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, fence,
};

use crate::Relax;
use core::marker::PhantomData;
use core::panic::Location;

/// What a waiter keeps between two polls.
pub(crate) struct Waiter<R> {
    at: &'static Location<'static>,
    failed: usize,
    relax: PhantomData<R>,
}

impl<R: Relax> Waiter<R> {
    #[track_caller]
    pub(crate) fn new() -> Self {
        Self {
            at: Location::caller(),
            failed: 0,
            relax: PhantomData,
        }
    }

    /// Ends the exploration of what follows a poll that failed, then lets the
    /// others run.
    ///
    /// A poll is a load: it changes nothing that anybody sees. The executions
    /// in which this thread polls later, when the value is there, are explored
    /// from earlier branch points, so nothing new can come of this one. See
    /// docs/pruning.md for the argument and for what tests it.
    pub(crate) fn poll_failed(&mut self) {
        crate::model::poll_failed(self.at);
        if self.failed >= pruning::failed_polls() {
            loom::skip_branch();
        }
        self.failed = self.failed.saturating_add(1);
        loom::thread::yield_now();
    }

    pub(crate) fn over(self) {
        if self.failed > 0 {
            crate::model::wait_over();
        }
    }
}

pub(crate) mod thread {
    pub(crate) use loom::thread::{spawn, yield_now};
    pub(crate) use loom::thread_local;
}

pub(crate) mod pruning {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    // Relaxed: set before a model runs, by the thread that runs it.
    static FAILED_POLLS: AtomicUsize = AtomicUsize::new(0);

    pub(crate) fn failed_polls() -> usize {
        FAILED_POLLS.load(Relaxed)
    }

    pub(crate) fn set_failed_polls(count: usize) {
        FAILED_POLLS.store(count, Relaxed);
    }
}
