//! What the lock of a mutex has counted.

use crate::clock::Clock;
use crate::mutex::Mutex;
use crate::policy::{Entered, Policy};
use crate::raw::RawLock;
use crate::stats::{Counted, Statistics};

impl<T: ?Sized, R: RawLock, C: Clock, P: Policy> Mutex<T, Counted<R, C>, P> {
    /// What has been counted so far. It takes the lock for that, under the policy, as
    /// [`lock`](Mutex::lock) does, which is not counted.
    ///
    /// # Panics
    ///
    /// As [`lock`](Mutex::lock): if this CPU holds the lock, where that is
    /// [recorded](Mutex::is_held_by_this_cpu).
    #[track_caller]
    pub fn statistics(&self) -> Statistics {
        self.counted(self.raw.uncounted().lock_under(&self.policy))
    }

    /// What has been counted so far, if the lock is free: for who must not wait, a panic's
    /// report for instance.
    #[track_caller]
    pub fn try_statistics(&self) -> Option<Statistics> {
        let entered = Entered::new(&self.policy);
        let token = self.raw.uncounted().try_lock()?;
        entered.stay();
        Some(self.counted(token))
    }

    /// Reads, for who has acquired under the policy; then releases, and leaves the policy.
    #[track_caller]
    fn counted(&self, token: R::Token) -> Statistics {
        self.policy.acquired();
        // SAFETY: the token is the caller's, who holds the lock.
        let statistics = unsafe { self.raw.counted() };
        self.policy.releases();
        // SAFETY: the token comes from this lock, and goes here.
        unsafe { self.raw.uncounted().unlock(token) };
        // SAFETY: it was entered for this acquisition, on this CPU.
        unsafe { self.policy.leave() };
        statistics
    }
}
