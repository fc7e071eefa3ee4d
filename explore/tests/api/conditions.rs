//! Conditions of the engine that other tests would not miss.

use crate::executions;
use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release, SeqCst},
};
use latchwork_explore::{Explorer, MemoryModel, thread::spawn};
use std::sync::Arc;

struct Shared {
    flag: AtomicUsize,
    value: UnsafeCell<usize>,
}
// SAFETY: the explorer runs one thread at a time.
unsafe impl Sync for Shared {}

/// Whoever joins a thread knows what that knew of others.
#[test]
fn a_join_passes_on_what_the_thread_knew() {
    let report = Explorer::new().explore(|| {
        let ours = Arc::new(Shared {
            flag: AtomicUsize::new(0),
            value: UnsafeCell::new(0),
        });
        let theirs = Arc::clone(&ours);
        spawn(move || {
            // SAFETY: the explorer runs one thread at a time.
            theirs.value.with_mut(|value| unsafe { *value = 1 });
            theirs.flag.store(1, Release);
        });
        let theirs = Arc::clone(&ours);
        let waiter = spawn(move || {
            theirs.flag.await_until(Acquire, |flag| flag == 1);
        });
        waiter.join().unwrap();
        // SAFETY: the explorer runs one thread at a time.
        assert_eq!(ours.value.with(|value| unsafe { *value }), 1);
    });
    assert_eq!(executions(&report), (1, 0));
}

/// A weak compare-exchange that fails without a reason, and reads a write that came
/// after it, stands in the order of SC events like any other read.
#[test]
fn a_spurious_failure_is_in_the_order_of_sc_events() {
    let report = Explorer::new().explore(|| {
        let ours = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let run = |work: fn(&[AtomicUsize; 2]) -> usize| {
            let theirs = Arc::clone(&ours);
            spawn(move || work(&theirs))
        };
        let reader = run(|[a, b]| {
            b.store(5, SeqCst);
            a.load(SeqCst)
        });
        let weak = run(|[a, b]| {
            a.store(1, SeqCst);
            match b.compare_exchange_weak(1, 2, SeqCst, SeqCst) {
                Ok(_) => 9,
                Err(read) => read,
            }
        });
        let writer = run(|[_, b]| {
            b.store(1, Relaxed);
            0
        });
        let (read, failed_at) = (reader.join().unwrap(), weak.join().unwrap());
        writer.join().unwrap();
        // Store buffering: 1 is older than 5.
        let both = read == 0 && failed_at == 1 && ours[1].load(Relaxed) == 5;
        assert!(!both, "both are stale");
    });
    assert!(executions(&report).0 > 0);
}

/// Store buffering under SC, of which one half is in two threads: the second begins
/// with the first one's spawn of it, or with its join.
fn buffered(memory_model: MemoryModel, joins: bool, other_first: bool) {
    let report = Explorer::new().memory_model(memory_model).explore(move || {
        let ours = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let theirs = Arc::clone(&ours);
        let other = move || {
            theirs[1].store(1, SeqCst);
            theirs[0].load(SeqCst)
        };
        let theirs = Arc::clone(&ours);
        let first = move || theirs[0].store(1, SeqCst);
        let theirs = Arc::clone(&ours);
        let second = move || theirs[1].load(SeqCst);
        let half = move || match joins {
            true => {
                spawn(first).join().unwrap();
                second()
            }
            false => {
                first();
                spawn(second).join().unwrap()
            }
        };
        let reads = if other_first {
            let other = spawn(other);
            (half(), other.join().unwrap())
        } else {
            let half = spawn(half);
            let other = spawn(other);
            (half.join().unwrap(), other.join().unwrap())
        };
        assert_ne!(reads, (0, 0));
    });
    assert_eq!(executions(&report), (3, 0));
}

#[test]
fn sc_goes_on_in_a_thread_that_is_spawned() {
    for model in [MemoryModel::Sc, MemoryModel::Rc11] {
        buffered(model, false, false);
        buffered(model, false, true);
    }
}

#[test]
fn sc_goes_on_behind_a_join() {
    for model in [MemoryModel::Sc, MemoryModel::Rc11] {
        buffered(model, true, false);
        buffered(model, true, true);
    }
}

/// What is written behind a join, the thread that was joined cannot have read.
#[test]
fn nothing_is_read_from_behind_a_join() {
    let report = Explorer::new().explore(|| {
        let ours = Arc::new(AtomicUsize::new(0));
        let theirs = Arc::clone(&ours);
        let other = spawn(move || theirs.load(Relaxed));
        assert_eq!(other.join().unwrap(), 0);
        ours.store(1, Relaxed);
    });
    assert_eq!(executions(&report), (1, 0));
}
