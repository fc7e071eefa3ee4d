//! A condition variable.

use super::MutexGuard;
use super::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::LockResult;

/// Blocks threads until they are notified, in the order in which they came, and
/// never without a reason.
///
/// It synchronizes nobody: the mutex does. A model whose correctness depends on
/// spurious wakeups, or on another order, must say so itself.
#[derive(Debug, Default)]
pub struct Condvar {
    came: AtomicUsize,
    notified: AtomicUsize,
}

impl Condvar {
    /// Nobody waits.
    pub const fn new() -> Self {
        Self {
            came: AtomicUsize::new(0),
            notified: AtomicUsize::new(0),
        }
    }

    /// Unlocks the mutex, blocks until notified, and locks it again.
    ///
    /// # Errors
    ///
    /// None: a panic ends the exploration, so there is no poison.
    #[track_caller]
    pub fn wait<'a, T: ?Sized>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let mutex = guard.mutex();
        // Relaxed, here and below: the mutex synchronizes.
        let ticket = self.came.fetch_add(1, Relaxed);
        drop(guard);
        self.notified
            .await_until(Relaxed, |notified| notified > ticket);
        mutex.lock()
    }

    /// Waits until `condition` does not hold any more.
    ///
    /// # Errors
    ///
    /// None: a panic ends the exploration, so there is no poison.
    #[track_caller]
    pub fn wait_while<'a, T: ?Sized>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        while condition(&mut guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// Wakes the thread that has waited longest, if one waits.
    #[track_caller]
    pub fn notify_one(&self) {
        let came = self.came.fetch_add(0, Relaxed);
        let more = |notified: usize| (notified < came).then_some(notified + 1);
        let mut notified = self.notified.fetch_add(0, Relaxed);
        while let Some(next) = more(notified) {
            match self
                .notified
                .compare_exchange(notified, next, Relaxed, Relaxed)
            {
                Ok(_) => return,
                Err(newer) => notified = newer,
            }
        }
    }

    /// Wakes all threads that wait.
    #[track_caller]
    pub fn notify_all(&self) {
        let came = self.came.fetch_add(0, Relaxed);
        self.notified.fetch_max(came, Relaxed);
    }
}
