//! Getting at the value behind a lock.

use crate::mutex::{Mutex, MutexGuard};
use crate::policy::{Entered, Policy};
use crate::raw::RawLock;
use core::fmt::{self, Debug, Formatter};

impl<T: ?Sized, R: RawLock, P: Policy> Mutex<T, R, P> {
    /// Waits until the lock is free, and takes it.
    ///
    /// See the lock for the order of service, the bound on waiting, the cost,
    /// and for what makes it panic. Never returns if the caller holds the lock
    /// already; where that is [recorded](Mutex::is_held_by_this_cpu), it panics, and says
    /// where the lock was taken.
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T, R, P> {
        MutexGuard::new(self, self.raw.lock_under(&self.policy))
    }

    /// Takes the lock if it is free, and never waits for it. A lock with a queue is not free
    /// while somebody is in it. See the lock for what makes it panic.
    #[inline]
    #[track_caller]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T, R, P>> {
        let entered = Entered::new(&self.policy);
        let token = self.raw.try_lock()?;
        entered.stay();
        Some(MutexGuard::new(self, token))
    }

    /// Takes the lock if it is free, and may fail though it is: for
    /// loops that try again anyway, where some CPUs can try more cheaply so. The locks here
    /// try as [`try_lock`](Mutex::try_lock) does.
    #[inline]
    #[track_caller]
    pub fn try_lock_weak(&self) -> Option<MutexGuard<'_, T, R, P>> {
        self.try_lock()
    }

    /// Calls `inside` with the value, holding the lock meanwhile; as [`lock`](Mutex::lock).
    #[inline]
    #[track_caller]
    pub fn with<U>(&self, inside: impl FnOnce(&mut T) -> U) -> U {
        inside(&mut self.lock())
    }
}

/// Shows the value if the lock is free, and never waits. It takes the lock for
/// that, by `try_lock`, unless the lock has no place for this CPU.
impl<T: ?Sized + Debug, R: RawLock, P: Policy> Debug for Mutex<T, R, P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut mutex = f.debug_struct("Mutex");
        match self.raw.has_place().then(|| self.try_lock()) {
            Some(Some(guard)) => mutex.field("data", &&*guard),
            Some(None) => mutex.field("data", &format_args!("<locked>")),
            None => mutex.field("data", &format_args!("<no place for this CPU>")),
        };
        mutex.finish()
    }
}
