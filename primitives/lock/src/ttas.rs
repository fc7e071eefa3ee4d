//! The test-and-test-and-set lock.

use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, Relax, SpinHint, WaitUntil, const_fn, impl_initial};
use latchwork_layer::Log;

use crate::clock::Clock;
use crate::event::{LockEvent, Order};
use crate::force::ForceUnlock;
use crate::policy::{AsIs, Entered, Policy};
use crate::raw::RawLock;
use crate::timed::TimedLock;
#[cfg(doc)]
use crate::timed::WithClock;

/// One flag: whoever sets it has the lock.
///
/// - **Order of service:** none: it is unfair, and nothing bounds a wait. A waiter
///   may be passed over any number of times; use it where waiters may be descheduled, not where they may starve.
/// - **Waiting:** on a load, so that waiters share the line until it is freed
///   (Rudolph and Segall, ISCA 1984); `R` says what a CPU does between polls.
/// - **Cost:** alone, one read-modify-write to acquire and one store to release.
///   With n waiters, a release moves the line about 3n times: each rereads it, each tries,
///   and all but one reread it again.
/// - **Size:** 1 byte.
/// - **Re-entry:** `lock`, by the CPU that holds it, waits for ever.
/// - **Interrupts:** `try_lock` and `unlock` may be called in a handler; `lock`
///   only if no holder can be interrupted by it. Under a policy a waiter can be
///   interrupted between its attempts.
/// - **Release without a token:** by [`ForceUnlock`], on any CPU, at no cost.
/// - **Timeouts:** by [`TimedLock`], if `R` has a [`Clock`], as [`WithClock`] has.
pub struct TtasLock<R = SpinHint> {
    locked: AtomicBool,
    log: Log<LockEvent>,
    relax: PhantomData<fn() -> R>,
}

impl<R> TtasLock<R> {
    const_fn! {
        /// A free lock.
        pub fn new() -> Self {
            Self {
                locked: AtomicBool::new(false),
                log: Log::new(),
                relax: PhantomData,
            }
        }
    }

    #[inline(always)]
    fn attempt(&self) -> bool {
        self.locked
            // Acquire: pairs with the Release store in `unlock`; without it the
            // caller might not see what the previous holder wrote. Relaxed on
            // failure: nothing is read on the strength of a failed attempt.
            .compare_exchange(false, true, Acquire, Relaxed)
            .is_ok()
    }
}

impl<R: Relax> TtasLock<R> {
    /// Takes the lock in the policy, which is in force at each attempt, and not in between.
    #[inline(always)]
    #[track_caller]
    fn wait_under<P: Policy>(&self, policy: &P) {
        loop {
            let entered = Entered::new(policy);
            policy.will_wait();
            if self.acquire() {
                return entered.stay();
            }
            drop(entered);
            self.wait_until_free();
        }
    }

    // Not in `wait_under`, like the wait below: that passes its caller's line on, and checkers
    // name the line of each access.
    #[inline(always)]
    fn acquire(&self) -> bool {
        let acquired = self.attempt();
        if acquired {
            self.log.append(LockEvent::Acquire);
        }
        acquired
    }

    #[inline(always)]
    fn wait_until_free(&self) {
        // Relaxed: a hint to try again; the attempt synchronizes.
        self.locked.wait_until::<R>(Relaxed, |locked| !locked);
    }
}

impl<R: Relax + Clock> TtasLock<R> {
    /// Whether the lock has been taken; nothing, if it has not and the time is over.
    #[inline(always)]
    fn acquire_by(&self, deadline: u64) -> Option<bool> {
        let acquired = self.attempt();
        let is_over = !acquired && deadline <= R::ticks();
        // It belongs to the attempt: the last, whichever way it went.
        if acquired || is_over {
            self.log.append(LockEvent::TryAcquire(acquired));
        }
        (!is_over).then_some(acquired)
    }

    #[inline(always)]
    fn wait_until_free_or(&self, deadline: u64) {
        // Relaxed: a hint to try again; the attempt synchronizes.
        (self.locked).wait_briefly::<R>(Relaxed, |locked| !locked, || deadline <= R::ticks());
    }
}

impl_initial! { impl[R] TtasLock<R> = Self::new() }

// SAFETY: the flag goes from false to true in one read-modify-write, so one
// caller at a time finds it false; only that caller's `unlock` makes it false
// again, and it does so with Release, which the next one's Acquire reads from.
unsafe impl<R: Relax> RawLock for TtasLock<R> {
    type Place = ();
    type Token = ();

    const ORDER: Order = Order::Unfair;

    #[inline]
    unsafe fn arrive(&self) {
        // There is no doorway: nothing is decided yet.
        self.log.append(LockEvent::Arrive);
    }

    #[inline]
    unsafe fn wait(&self, (): ()) {
        self.wait_under(&AsIs);
    }

    // Nobody waits behind a waiter: the policy is left while it polls.
    #[inline]
    #[track_caller]
    fn lock_under<P: Policy>(&self, policy: &P) {
        // SAFETY: the wait follows, and there is no place to lose.
        unsafe { self.arrive() };
        self.wait_under(policy);
    }

    #[inline]
    fn try_lock(&self) -> Option<()> {
        let acquired = self.attempt();
        self.log.append(LockEvent::TryAcquire(acquired));
        acquired.then_some(())
    }

    #[inline]
    unsafe fn unlock(&self, (): ()) {
        // Release: pairs with the Acquire in `attempt`; without it the next
        // holder might not see what this one wrote.
        self.locked.store(false, Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics, nothing is read on the strength of it.
        self.locked.load(Relaxed)
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}

// SAFETY: an attempt that succeeds is an acquisition, and nothing else returns a token.
unsafe impl<R: Relax + Clock> TimedLock for TtasLock<R> {
    type Clock = R;

    #[inline]
    #[track_caller]
    fn try_lock_until_under<P: Policy>(&self, policy: &P, deadline: u64) -> Option<()> {
        loop {
            let entered = Entered::new(policy);
            if self.acquire_by(deadline)? {
                entered.stay();
                return Some(());
            }
            drop(entered);
            self.wait_until_free_or(deadline);
        }
    }
}

// SAFETY: a token is nothing.
unsafe impl<R: Relax> ForceUnlock for TtasLock<R> {
    #[inline]
    unsafe fn holders_token(&self) {}
}

impl<R> Default for TtasLock<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Relax> Debug for TtasLock<R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("TtasLock")
            .field("locked", &self.is_locked())
            .finish()
    }
}
