//! The locks as mutexes of the crate `lock_api`, 0.4, which hands no token on: it releases
//! by [`ForceUnlock`].
//!
//! `lock` never unwinds. That crate's `unlocked` and `bump` take the lock again for a guard
//! that is there all the while: where a `lock` that panics has acquired nothing, the guard
//! would be one without the lock. (0.5 ends the program itself there.)

use crate::clock::Clock;
use crate::force::ForceUnlock;
use crate::raw::RawLock;
use crate::timed::TimedLock;
use crate::{CurrentCpu, McsLock, Relax, StealingLock, TicketLock, TtasLock};
use latchwork_atomic::{NoUnwind, constant};
use lock_api_04::{GuardNoSend, GuardSend, RawMutex, RawMutexFair, RawMutexTimed};

macro_rules! raw_mutex {
    ($(impl[$($generics:tt)*] $lock:ty, $marker:ty);* $(;)?) => {$(
        // SAFETY: `RawLock` promises exclusion; a token that is dropped is still held, and
        // `lock` returns with the lock or not at all.
        unsafe impl<$($generics)*> RawMutex for $lock {
            // A constructor: each use makes a new lock, as it should.
            #[allow(clippy::declare_interior_mutable_const)]
            const INIT: Self = constant!(Self);

            type GuardMarker = $marker;

            #[inline]
            #[track_caller]
            fn lock(&self) {
                let armed = NoUnwind::new(
                    "a lock panicked under lock_api 0.4, where a guard may be there already",
                );
                RawLock::lock(self);
                armed.over();
            }

            #[inline]
            #[track_caller]
            fn try_lock(&self) -> bool {
                RawLock::try_lock(self).is_some()
            }

            #[inline]
            #[track_caller]
            unsafe fn unlock(&self) {
                // SAFETY: the caller holds the lock, on the CPU that acquired if the marker
                // is `!Send`, and nobody has the token.
                unsafe { self.force_unlock() };
            }

            #[inline]
            fn is_locked(&self) -> bool {
                RawLock::is_locked(self)
            }
        }
    )*};
}

raw_mutex! {
    impl[R: Relax] TtasLock<R>, GuardSend;
    impl[R: Relax] TicketLock<R>, GuardSend;
    impl[C: CurrentCpu, const CPUS: usize, R: Relax, const STEALS: u32]
        StealingLock<C, CPUS, R, STEALS>, GuardSend;
    // Its token is `!Send`.
    impl[C: CurrentCpu, const CPUS: usize, R: Relax] McsLock<C, CPUS, R>, GuardNoSend;
}

macro_rules! raw_mutex_fair {
    ($(impl[$($generics:tt)*] $lock:ty),* $(,)?) => {$(
        // SAFETY: the lock serves in order of arrival: whoever waits has it when it is
        // released, and nobody else.
        unsafe impl<$($generics)*> RawMutexFair for $lock {
            #[inline]
            #[track_caller]
            unsafe fn unlock_fair(&self) {
                // SAFETY: as the caller promises.
                unsafe { RawMutex::unlock(self) };
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
    fn try_lock_for(&self, timeout: u64) -> bool {
        TimedLock::try_lock_for(self, timeout).is_some()
    }

    #[inline]
    #[track_caller]
    fn try_lock_until(&self, deadline: u64) -> bool {
        TimedLock::try_lock_until(self, deadline).is_some()
    }
}
