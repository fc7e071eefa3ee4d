//! Waiting under loom.

use crate::Relax;
use crate::backend::thread;
use crate::model::{poll_failed, wait_over};
use crate::reduction::{Pruning, reduction};
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
        poll_failed(self.at);
        match reduction().waits {
            Pruning::After(polls) if self.failed >= polls => loom::skip_branch(),
            _ => {}
        }
        self.failed = self.failed.saturating_add(1);
        thread::yield_now();
    }

    pub(crate) fn over(self) {
        if self.failed > 0 {
            wait_over();
        }
    }
}
