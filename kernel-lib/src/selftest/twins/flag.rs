//! A lock that is one flag, and twins of it that break a promise each.
//!
//! Those that do not exclude are for data that can take it: nothing, or
//! [`Racy`](super::racy::Racy).

use latchwork_atomic::impl_initial;
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};
use std::marker::PhantomData;
use std::sync::atomic::AtomicU32;
// The twins break the algorithm; no ordering is at issue.
use std::sync::atomic::Ordering::SeqCst;
use std::thread::yield_now;

/// What is done with the flag, which is 0 while the lock is free.
pub(crate) trait Twin {
    fn lock(flag: &AtomicU32) {
        while flag.compare_exchange(0, 1, SeqCst, SeqCst).is_err() {
            yield_now();
        }
    }

    fn try_lock(flag: &AtomicU32) -> bool {
        flag.compare_exchange(0, 1, SeqCst, SeqCst).is_ok()
    }

    fn unlock(flag: &AtomicU32) {
        flag.store(0, SeqCst);
    }
}

/// Keeps every promise.
#[derive(Debug)]
pub(crate) struct Good;

impl Twin for Good {}

/// `lock` does not wait.
#[derive(Debug)]
pub(crate) struct Open;

impl Twin for Open {
    fn lock(_flag: &AtomicU32) {}
}

/// `try_lock` always fails.
#[derive(Debug)]
pub(crate) struct NeverTries;

impl Twin for NeverTries {
    fn try_lock(_flag: &AtomicU32) -> bool {
        false
    }
}

/// `try_lock` always succeeds.
#[derive(Debug)]
pub(crate) struct AlwaysTries;

impl Twin for AlwaysTries {
    fn try_lock(_flag: &AtomicU32) -> bool {
        true
    }
}

/// A `try_lock` that fails frees the lock all the same.
#[derive(Debug)]
pub(crate) struct FailureFrees;

impl Twin for FailureFrees {
    fn try_lock(flag: &AtomicU32) -> bool {
        let free = flag.compare_exchange(0, 1, SeqCst, SeqCst).is_ok();
        if !free {
            flag.store(0, SeqCst);
        }
        free
    }
}

/// A `try_lock` that fails keeps the lock from ever being free again.
#[derive(Debug)]
pub(crate) struct FailureJams;

impl Twin for FailureJams {
    fn try_lock(flag: &AtomicU32) -> bool {
        flag.fetch_add(1, SeqCst) == 0
    }

    fn unlock(flag: &AtomicU32) {
        flag.fetch_sub(1, SeqCst);
    }
}

/// `try_lock` looks and takes in two steps.
#[derive(Debug)]
pub(crate) struct TwoSteps;

impl Twin for TwoSteps {
    fn try_lock(flag: &AtomicU32) -> bool {
        let free = flag.load(SeqCst) == 0;
        yield_now();
        if free {
            flag.store(1, SeqCst);
        }
        free
    }
}

/// The lock that does what `T` says.
#[derive(Debug)]
pub(crate) struct Flag<T> {
    flag: AtomicU32,
    log: Log<LockEvent>,
    twin: PhantomData<fn() -> T>,
}

impl_initial! { impl[T] Flag<T> = Self {
    flag: AtomicU32::new(0),
    log: Log::new(),
    twin: PhantomData,
} }

// SAFETY: none. It is used to see that what breaks the contract is found.
unsafe impl<T: Twin> RawLock for Flag<T> {
    type Place = ();
    type Token = ();

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {}

    unsafe fn wait(&self, (): ()) {
        T::lock(&self.flag);
    }

    fn try_lock(&self) -> Option<()> {
        T::try_lock(&self.flag).then_some(())
    }

    unsafe fn unlock(&self, (): ()) {
        T::unlock(&self.flag);
    }

    fn is_locked(&self) -> bool {
        self.flag.load(SeqCst) != 0
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
