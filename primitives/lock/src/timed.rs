//! Waits that give up.

use crate::clock::Clock;
use crate::policy::{AsIs, Policy};
use crate::raw::RawLock;
use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use latchwork_atomic::{Pace, Relax, SpinHint};

/// A lock whose waiters can leave without having been served: of the locks here the
/// [`TtasLock`](crate::TtasLock), if it is told a clock ([`WithClock`]).
///
/// In the others a waiter has a place in line, and those behind it are served by way of it.
/// Whoever draws a number at a [`TicketLock`](crate::TicketLock) must have it called. A
/// node in the queue of an [`McsLock`](crate::McsLock) or a
/// [`StealingLock`](crate::StealingLock) must stay until its neighbours have let go of it
/// (Scott and Scherer, PPoPP 2001), for which a CPU would wait as it waits for the lock, its
/// node being the only one that it has.
///
/// To the [specification](RawLock) an attempt that gives up is a `try_lock` that failed.
///
/// # Safety
///
/// A token that is returned is that of an acquisition: [`RawLock`] promises of it what it
/// promises of a token of `try_lock`.
pub unsafe trait TimedLock: RawLock {
    /// What the waiters of the lock look at.
    type Clock: Clock;

    /// Waits until the lock is free, and takes it; or gives up once the [clock](Clock) of
    /// this CPU shows `deadline` or more. It tries once at least, and looks at the clock
    /// after each poll.
    ///
    /// Whoever holds the lock already gives up in the end.
    #[inline]
    #[track_caller]
    fn try_lock_until(&self, deadline: u64) -> Option<Self::Token> {
        self.try_lock_until_under(&AsIs, deadline)
    }

    /// [Waits](TimedLock::try_lock_until) for `timeout` ticks at most.
    #[inline]
    #[track_caller]
    fn try_lock_for(&self, timeout: u64) -> Option<Self::Token> {
        self.try_lock_until(deadline::<Self>(timeout))
    }

    /// Enters the policy and takes the lock, or leaves the policy and gives up, as
    /// [`try_lock_until`](TimedLock::try_lock_until) does. The policy is in force at each
    /// attempt and when a token is returned, and not otherwise: neither between two polls
    /// nor if this unwinds.
    #[track_caller]
    fn try_lock_until_under<P: Policy>(&self, policy: &P, deadline: u64) -> Option<Self::Token>;
}

/// What the clock of `R` shows in so many ticks.
#[inline]
pub(crate) fn deadline<R: TimedLock + ?Sized>(timeout: u64) -> u64 {
    R::Clock::ticks().saturating_add(timeout)
}

/// The [`Relax`] `R` with the [`Clock`] `C`: `TtasLock<WithClock<C>>` is a [`TimedLock`].
///
/// ```
/// use latchwork_lock::{Clock, Mutex, TtasLock, WithClock};
/// use std::sync::LazyLock;
/// use std::time::Instant;
///
/// /// In nanoseconds.
/// struct Nanoseconds;
///
/// impl Clock for Nanoseconds {
///     fn ticks() -> u64 {
///         static START: LazyLock<Instant> = LazyLock::new(Instant::now);
///         START.elapsed().as_nanos() as u64
///     }
/// }
///
/// static FRAMES: Mutex<u32, TtasLock<WithClock<Nanoseconds>>> = Mutex::new(0);
///
/// let held = FRAMES.lock();
/// assert!(FRAMES.try_lock_for(1_000).is_none());
/// drop(held);
/// assert!(FRAMES.try_lock_for(1_000).is_some());
/// ```
pub struct WithClock<C, R = SpinHint> {
    relax: R,
    clock: PhantomData<fn() -> C>,
}

impl<C, R: Relax> Relax for WithClock<C, R> {
    const PACE: Pace = R::PACE;

    #[inline(always)]
    fn new() -> Self {
        Self {
            relax: R::new(),
            clock: PhantomData,
        }
    }

    #[inline(always)]
    fn relax(&mut self) {
        self.relax.relax();
    }

    #[inline(always)]
    fn relax_behind(&mut self, ahead: u32) {
        // mutant: of the locks only the TTAS lock has a clock, and it does not know who is ahead.
        self.relax.relax_behind(ahead);
    }
}

impl<C: Clock, R> Clock for WithClock<C, R> {
    #[inline(always)]
    fn ticks() -> u64 {
        C::ticks()
    }
}

impl<C, R: Debug> Debug for WithClock<C, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WithClock").field(&self.relax).finish()
    }
}
