//! A condition variable.

use super::atomic::{AtomicU16, Ordering::Relaxed};
use super::mutex::MutexGuard;
use crate::run::{Awaited, may_wake, wakes};
use crate::thread::{choose, current_id};
use std::sync::LockResult;

/// Blocks threads until they are notified. Which of them a
/// [`notify_one`](Condvar::notify_one) wakes is open, and each is explored. As `std`'s
/// may, a wait may end without a reason, or not, and both are explored; how often one
/// thread's waits do is
/// bounded by [`Explorer::spurious_wakeups`](crate::Explorer::spurious_wakeups).
///
/// It synchronizes nobody: the mutex does.
#[derive(Debug, Default)]
pub struct Condvar {
    /// A bit for each thread that waits.
    waiting: AtomicU16,
}

impl Condvar {
    /// Nobody waits.
    pub const fn new() -> Self {
        Self {
            waiting: AtomicU16::new(0),
        }
    }

    /// Unlocks the mutex, blocks until notified or for no reason, and locks it again.
    ///
    /// # Errors
    ///
    /// None: a panic ends the exploration, so there is no poison.
    #[track_caller]
    pub fn wait<'a, T: ?Sized>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let mutex = guard.mutex();
        let mine = 1 << current_id();
        // Relaxed, here and below: the mutex synchronizes.
        self.waiting.fetch_or(mine, Relaxed);
        drop(guard);
        if may_wake() && choose(2) == 1 {
            wakes();
            self.waiting.fetch_and(!mine, Relaxed);
        } else {
            let notified = |waiting: u16| waiting & mine == 0;
            self.waiting.wait(Relaxed, notified, Awaited::Notification);
        }
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

    /// Wakes one of the threads that wait, if one does.
    #[track_caller]
    pub fn notify_one(&self) {
        loop {
            // An update reads the newest.
            let waiting = self.waiting.fetch_or(0, Relaxed);
            if waiting == 0 {
                return;
            }
            let count = usize::try_from(waiting.count_ones()).expect("there are 16 bits");
            let chosen = choose(count);
            let mut bits = (0..u16::BITS)
                .map(|bit| 1 << bit)
                .filter(|bit| waiting & bit != 0);
            let bit: u16 = bits.nth(chosen).expect("it was chosen among them");
            // Somebody else may have woken it meanwhile.
            if self.waiting.fetch_and(!bit, Relaxed) & bit != 0 {
                return;
            }
        }
    }

    /// Wakes all threads that wait.
    #[track_caller]
    pub fn notify_all(&self) {
        self.waiting.swap(0, Relaxed);
    }
}
