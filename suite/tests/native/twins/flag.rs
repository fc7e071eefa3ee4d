//! Twins of a lock that is one flag.

use latchwork_atomic::impl_initial;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Log, Order};
use std::marker::PhantomData;
// No ordering is at issue here: all are the strongest.
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::thread::{sleep, yield_now};
use std::time::Duration;

/// What a twin does otherwise than a lock that is right.
pub(crate) trait Habit: Sized + 'static {
    fn lock(lock: &Flag<Self>) {
        while !lock.take() {
            yield_now();
        }
    }

    fn try_lock(lock: &Flag<Self>) -> bool {
        lock.take()
    }

    fn unlock(lock: &Flag<Self>) {
        lock.holder.store(FREE, SeqCst);
    }

    fn is_locked(lock: &Flag<Self>) -> bool {
        lock.holder.load(SeqCst) != FREE
    }
}

/// Whoever holds the lock has made the flag something else than [`FREE`].
#[derive(Debug)]
pub(crate) struct Flag<H> {
    holder: AtomicUsize,
    releases: AtomicU64,
    log: Log<LockEvent>,
    habit: PhantomData<fn() -> H>,
}

const FREE: usize = 0;
const HELD: usize = 1;

impl_initial! { impl[H] Flag<H> = Self {
    holder: AtomicUsize::new(FREE),
    releases: AtomicU64::new(0),
    log: Log::new(),
    habit: PhantomData,
} }

impl<H> Flag<H> {
    fn take(&self) -> bool {
        let taken = self.holder.compare_exchange(FREE, HELD, SeqCst, SeqCst);
        taken.is_ok()
    }
}

/// `lock` waits for nobody.
#[derive(Debug)]
pub(crate) struct Open;

impl Habit for Open {
    fn lock(_lock: &Flag<Self>) {}
}

/// `lock` looks, and takes, in two steps.
#[derive(Debug)]
pub(crate) struct Steps;

impl Habit for Steps {
    fn lock(lock: &Flag<Self>) {
        while Self::is_locked(lock) {
            yield_now();
        }
        sleep(Duration::from_micros(50));
        lock.holder.store(HELD, SeqCst);
    }
}

/// One release in a hundred is lost.
#[derive(Debug)]
pub(crate) struct Stuck;

impl Habit for Stuck {
    fn unlock(lock: &Flag<Self>) {
        if lock.releases.fetch_add(1, SeqCst) % 100 != 99 {
            lock.holder.store(FREE, SeqCst);
        }
    }
}

/// `try_lock` always fails.
#[derive(Debug)]
pub(crate) struct NeverTries;

impl Habit for NeverTries {
    fn try_lock(_lock: &Flag<Self>) -> bool {
        false
    }
}

/// `try_lock` always succeeds.
#[derive(Debug)]
pub(crate) struct AlwaysTries;

impl Habit for AlwaysTries {
    fn try_lock(lock: &Flag<Self>) -> bool {
        lock.holder.store(HELD, SeqCst);
        true
    }
}

/// A `try_lock` that fails frees the lock for the next.
#[derive(Debug)]
pub(crate) struct FailureFrees;

impl Habit for FailureFrees {
    fn try_lock(lock: &Flag<Self>) -> bool {
        let taken = lock.take();
        if !taken {
            lock.holder.store(FREE, SeqCst);
        }
        taken
    }

    fn is_locked(_lock: &Flag<Self>) -> bool {
        true
    }
}

/// `is_locked` always says no.
#[derive(Debug)]
pub(crate) struct Discreet;

impl Habit for Discreet {
    fn is_locked(_lock: &Flag<Self>) -> bool {
        false
    }
}

/// `try_lock` waits like `lock`.
#[derive(Debug)]
pub(crate) struct Waits;

impl Habit for Waits {
    fn try_lock(lock: &Flag<Self>) -> bool {
        Self::lock(lock);
        true
    }
}

/// Held where it was taken, and free anywhere else.
#[derive(Debug)]
pub(crate) struct Rooted;

impl Rooted {
    fn here(lock: &Flag<Self>) -> usize {
        std::ptr::from_ref(lock).addr()
    }
}

impl Habit for Rooted {
    fn lock(lock: &Flag<Self>) {
        while !Self::try_lock(lock) {
            yield_now();
        }
    }

    fn try_lock(lock: &Flag<Self>) -> bool {
        let here = Self::here(lock);
        let taken = lock
            .holder
            .try_update(SeqCst, SeqCst, |holder| (holder != here).then_some(here));
        taken.is_ok()
    }
}

/// Cannot be released anywhere but where it was taken.
#[derive(Debug)]
pub(crate) struct Anchored;

impl Habit for Anchored {
    fn lock(lock: &Flag<Self>) {
        while !Self::try_lock(lock) {
            yield_now();
        }
    }

    fn try_lock(lock: &Flag<Self>) -> bool {
        let here = std::ptr::from_ref(lock).addr();
        let taken = lock.holder.compare_exchange(FREE, here, SeqCst, SeqCst);
        taken.is_ok()
    }

    fn unlock(lock: &Flag<Self>) {
        let here = std::ptr::from_ref(lock).addr();
        let _ = lock.holder.compare_exchange(here, FREE, SeqCst, SeqCst);
    }
}

// SAFETY: none. Each is used to see that what breaks the contract is found, and
// with nothing behind it that two threads may not change at a time.
unsafe impl<H: Habit> RawLock for Flag<H> {
    type Place = ();
    type Token = ();

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {}

    unsafe fn wait(&self, (): ()) {
        H::lock(self);
    }

    fn try_lock(&self) -> Option<()> {
        H::try_lock(self).then_some(())
    }

    unsafe fn unlock(&self, (): ()) {
        H::unlock(self);
    }

    fn is_locked(&self) -> bool {
        H::is_locked(self)
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
