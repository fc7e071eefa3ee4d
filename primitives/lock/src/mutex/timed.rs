//! Waits that give up.

use crate::mutex::{Mutex, MutexGuard};
use crate::policy::Policy;
use crate::timed::{self, TimedLock};

impl<T: ?Sized, R: TimedLock, P: Policy> Mutex<T, R, P> {
    /// Waits until the lock is free, and takes it; or gives up once the lock's
    /// [clock](TimedLock::Clock), on this CPU, shows `deadline` or more. It tries once at
    /// least.
    ///
    /// The policy is in force while a guard is there and at each attempt, and is left between
    /// the attempts and when it gives up. Whoever holds the lock already gives up in the end.
    #[inline]
    #[track_caller]
    pub fn try_lock_until(&self, deadline: u64) -> Option<MutexGuard<'_, T, R, P>> {
        let token = self.raw.try_lock_until_under(&self.policy, deadline)?;
        Some(MutexGuard::new(self, token))
    }

    /// Waits for `timeout` ticks at most: as [`try_lock_until`](Mutex::try_lock_until).
    #[inline]
    #[track_caller]
    pub fn try_lock_for(&self, timeout: u64) -> Option<MutexGuard<'_, T, R, P>> {
        self.try_lock_until(timed::deadline::<R>(timeout))
    }
}
