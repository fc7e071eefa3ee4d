//! The clients: threads that acquire and release a lock around the increment of
//! a counter.

pub(crate) mod mcs;
pub(crate) mod tas;
pub(crate) mod ticket;
pub(crate) mod ttas;

use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::thread::spawn;
use std::sync::Arc;

/// A lock. Threads have numbers, the main one 0.
pub(crate) trait Lock: Send + Sync + 'static {
    /// Acquires it, or gives up for good.
    #[must_use]
    fn lock(&self, thread: usize) -> bool;

    /// Releases it.
    fn unlock(&self, thread: usize);
}

/// A lock, and the counter behind it.
struct Client<L> {
    lock: L,
    count: UnsafeCell<usize>,
}

// SAFETY: the explorer runs the threads of an execution as coroutines of one
// thread of the host, and none is switched away from in an access. That the lock
// keeps them apart is what is checked.
unsafe impl<L: Sync> Sync for Client<L> {}

impl<L: Lock> Client<L> {
    /// One thread's acquisitions. Whether it got all of them.
    fn work(&self, thread: usize, acquisitions: usize) -> bool {
        for _ in 0..acquisitions {
            if !self.lock.lock(thread) {
                return false;
            }
            // SAFETY: as for `Sync`.
            self.count.with_mut(|count| unsafe { *count += 1 });
            self.lock.unlock(thread);
        }
        true
    }
}

/// Runs `threads` threads, of which the caller is the first, with so many
/// acquisitions each. If nobody gave up, the counter has counted them.
pub(crate) fn count(lock: impl Lock, threads: usize, acquisitions: usize) {
    let client = Arc::new(Client {
        lock,
        count: UnsafeCell::new(0),
    });
    let others: Vec<_> = (1..threads)
        .map(|thread| {
            let client = Arc::clone(&client);
            spawn(move || client.work(thread, acquisitions))
        })
        .collect();
    let mut all = client.work(0, acquisitions);
    for other in others {
        all &= other.join().unwrap();
    }
    if all {
        // SAFETY: as for `Sync`.
        let counted = client.count.with(|count| unsafe { *count });
        assert_eq!(counted, threads * acquisitions, "the counter lost one");
    }
}
