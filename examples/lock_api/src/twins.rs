//! Twins of a mutex that is one flag, each of which breaks a promise.

use lock_api::{GuardSend, RawMutex};
use std::marker::PhantomData;
use std::sync::atomic::AtomicBool;
// No ordering is at issue here: all are the strongest.
use std::sync::atomic::Ordering::SeqCst;
use std::thread::{park, yield_now};

/// What a twin does otherwise than a mutex that is right.
pub(crate) trait Habit: 'static {
    fn lock(locked: &AtomicBool) {
        while !Self::try_lock(locked) {
            yield_now();
        }
    }

    fn try_lock(locked: &AtomicBool) -> bool {
        !locked.swap(true, SeqCst)
    }

    fn unlock(locked: &AtomicBool) {
        locked.store(false, SeqCst);
    }
}

/// `lock` waits for nobody.
#[derive(Debug)]
pub(crate) struct Open;

impl Habit for Open {
    fn lock(_locked: &AtomicBool) {}
}

/// `try_lock` always fails.
#[derive(Debug)]
pub(crate) struct NeverTries;

impl Habit for NeverTries {
    fn lock(locked: &AtomicBool) {
        while locked.swap(true, SeqCst) {
            yield_now();
        }
    }

    fn try_lock(_locked: &AtomicBool) -> bool {
        false
    }
}

/// Whoever has to wait is never woken.
#[derive(Debug)]
pub(crate) struct Hangs;

impl Habit for Hangs {
    fn lock(locked: &AtomicBool) {
        while !Self::try_lock(locked) {
            park();
        }
    }
}

/// A mutex with a habit.
#[derive(Debug)]
pub(crate) struct Twin<H> {
    locked: AtomicBool,
    habit: PhantomData<fn() -> H>,
}

// SAFETY: none. Each is used to see that what breaks the contract is found, and
// with nothing behind it that two threads may not change at a time.
unsafe impl<H: Habit> RawMutex for Twin<H> {
    const INIT: Self = Self {
        locked: AtomicBool::new(false),
        habit: PhantomData,
    };

    type Guard = GuardSend;

    fn lock(&self) -> GuardSend {
        H::lock(&self.locked);
        GuardSend::new()
    }

    fn try_lock(&self) -> Option<GuardSend> {
        H::try_lock(&self.locked).then(GuardSend::new)
    }

    unsafe fn unlock(&self, _guard: GuardSend) {
        H::unlock(&self.locked);
    }

    fn is_locked(&self) -> bool {
        self.locked.load(SeqCst)
    }
}
