//! Waiting under shuttle.

use crate::Relax;
use crate::backend::thread;
use crate::model::{poll_failed, wait_over};
use core::marker::PhantomData;
use core::panic::Location;

/// What a waiter keeps between two polls.
pub(crate) struct Waiter<R> {
    at: &'static Location<'static>,
    failed: bool,
    relax: PhantomData<R>,
}

impl<R: Relax> Waiter<R> {
    #[track_caller]
    pub(crate) fn new() -> Self {
        Self {
            at: Location::caller(),
            failed: false,
            relax: PhantomData,
        }
    }

    pub(crate) fn poll_failed(&mut self) {
        poll_failed(self.at);
        self.failed = true;
        thread::yield_now();
    }

    pub(crate) fn over(self) {
        if self.failed {
            wait_over();
        }
    }
}
