//! Waiting in every build that is not a check.

use crate::{NoUnwind, Relax};

/// What a waiter keeps between two polls.
pub(crate) struct Waiter<R>(R);

/// Calls what is the `Relax`'s.
#[inline(always)]
fn without_unwinding<U>(call: impl FnOnce() -> U) -> U {
    let armed = NoUnwind::new(
        "a Relax panicked in a wait, which cannot be given up: its place would be lost",
    );
    let result = call();
    armed.over();
    result
}

impl<R: Relax> Waiter<R> {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self(without_unwinding(R::new))
    }

    #[inline(always)]
    pub(crate) fn poll_failed(&mut self) {
        without_unwinding(|| self.0.relax());
    }

    #[inline(always)]
    pub(crate) fn poll_failed_behind(&mut self, ahead: u32) {
        without_unwinding(|| self.0.relax_behind(ahead));
    }

    #[inline(always)]
    pub(crate) fn over(self) {
        without_unwinding(|| drop(self));
    }
}
