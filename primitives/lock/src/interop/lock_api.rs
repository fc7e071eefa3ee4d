//! The locks as mutexes of the crate `lock_api`, 0.5: an acquisition's token is its guard
//! state.

use crate::clock::Clock;
use crate::order::graph::{Tracked, Tracker};
use crate::raw::RawLock;
use crate::timed::TimedLock;
use crate::{CurrentCpu, McsLock, Relax, StealingLock, TicketLock, TtasLock};
use latchwork_atomic::{Initial, constant};
use lock_api::{RawMutex, RawMutexFair, RawMutexTimed};

macro_rules! raw_mutex {
    ($(impl[$($generics:tt)*] $lock:ty),* $(,)?) => {$(
        // SAFETY: `RawLock` promises as much: exclusion, Acquire and Release, whatever safe
        // code does with tokens, and with the lock while it is held. A `lock` that unwinds
        // has acquired nothing, and an `unlock` that does, as that of a tracked lock whose
        // report panics, has released. (Where a guard is there all the while, in `unlocked`
        // and in `bump`, that crate ends the program if `lock` unwinds.)
        unsafe impl<$($generics)*> RawMutex for $lock {
            // A constructor: each use makes a new lock, as it should.
            #[allow(clippy::declare_interior_mutable_const)]
            const INIT: Self = constant!(Self);

            type Guard = <Self as RawLock>::Token;

            #[inline]
            #[track_caller]
            fn lock(&self) -> Self::Guard {
                RawLock::lock(self)
            }

            #[inline]
            #[track_caller]
            fn try_lock(&self) -> Option<Self::Guard> {
                RawLock::try_lock(self)
            }

            #[inline]
            unsafe fn unlock(&self, guard: Self::Guard) {
                // SAFETY: the guard state is the token of an acquisition of this lock.
                unsafe { RawLock::unlock(self, guard) };
            }

            #[inline]
            fn is_locked(&self) -> bool {
                RawLock::is_locked(self)
            }
        }
    )*};
}

raw_mutex! {
    impl[R: Relax] TtasLock<R>,
    impl[R: Relax] TicketLock<R>,
    impl[C: CurrentCpu, const CPUS: usize, R: Relax] McsLock<C, CPUS, R>,
    impl[C: CurrentCpu, const CPUS: usize, R: Relax, const STEALS: u32]
        StealingLock<C, CPUS, R, STEALS>,
    impl[R: RawLock + Initial, W: Tracker] Tracked<R, W>,
}

macro_rules! raw_mutex_fair {
    ($(impl[$($generics:tt)*] $lock:ty),* $(,)?) => {$(
        // SAFETY: the lock serves in order of arrival: whoever waits has it when it is
        // released, and nobody else.
        unsafe impl<$($generics)*> RawMutexFair for $lock {
            #[inline]
            unsafe fn unlock_fair(&self, guard: Self::Guard) {
                // SAFETY: as the caller promises.
                unsafe { RawMutex::unlock(self, guard) };
            }
        }
    )*};
}

raw_mutex_fair! {
    impl[R: Relax] TicketLock<R>,
    impl[C: CurrentCpu, const CPUS: usize, R: Relax] McsLock<C, CPUS, R>,
}

// SAFETY: a waiter that gives up has not acquired.
unsafe impl<R: Relax + Clock> RawMutexTimed for TtasLock<R> {
    /// Ticks of the clock.
    type Duration = u64;

    /// What the clock shows.
    type Instant = u64;

    #[inline]
    #[track_caller]
    fn try_lock_for(&self, timeout: u64) -> Option<Self::Guard> {
        TimedLock::try_lock_for(self, timeout)
    }

    #[inline]
    #[track_caller]
    fn try_lock_until(&self, deadline: u64) -> Option<Self::Guard> {
        TimedLock::try_lock_until(self, deadline)
    }
}
