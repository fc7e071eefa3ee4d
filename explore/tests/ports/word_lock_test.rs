//! The lock in a word is cleared, and each of its flaws found.

use crate::word_lock::{Flaws, Lock, RIGHT};
use latchwork_explore::FailureKind::DataRace;
use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::thread::spawn;
use latchwork_explore::{Explorer, Report};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// A lock, and what it protects.
struct Counter {
    lock: Lock,
    count: UnsafeCell<usize>,
}

// SAFETY: whoever has the lock has the count. That this is so is what the explorer checks.
unsafe impl Sync for Counter {}

/// So many threads count once each.
fn count(explorer: &Explorer, threads: usize, flaws: Flaws) -> Report {
    explorer.explore(move || {
        let counter = Arc::new(Counter {
            lock: Lock::new(threads, flaws),
            count: UnsafeCell::new(0),
        });
        let each: Vec<_> = (0..threads)
            .map(|thread| {
                let counter = Arc::clone(&counter);
                spawn(move || {
                    counter.lock.lock(thread);
                    // SAFETY: as for `Sync`.
                    counter.count.with_mut(|count| unsafe { *count += 1 });
                    counter.lock.unlock();
                })
            })
            .collect();
        for thread in each {
            thread.join().unwrap();
        }
        // SAFETY: as for `Sync`; all have ended.
        counter
            .count
            .with(|count| assert_eq!(unsafe { *count }, threads));
    })
}

/// Two exchanges are made again with another word than before, or after a look at the queue:
/// three threads have 222,090 executions if those fail without a reason once each, which
/// takes a while.
#[test]
fn as_published() {
    for (threads, failures, executions) in [(2, 0, 8), (2, 1, 60), (3, 0, 5_814)] {
        let explorer = Explorer::new().spurious_failures(failures);
        let report = count(&explorer, threads, RIGHT);
        assert!(report.ended && report.failure.is_none(), "{report}");
        assert_eq!(report.complete, executions, "{report}");
    }
}

#[test]
fn weakened_orderings() {
    for flaws in [
        Flaws {
            unlock: Relaxed,
            ..RIGHT
        },
        Flaws {
            join: Relaxed,
            ..RIGHT
        },
    ] {
        let report = count(&Explorer::new(), 3, flaws);
        let failure = report.failure.expect("it is wrong");
        assert_eq!(failure.kind, DataRace, "{flaws:?}: {failure}");
    }
}
