//! Statics begin each execution anew.

use crate::{executions, failure};
use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::Mutex;
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering};
use latchwork_explore::{Explorer, FailureKind, thread};
use std::sync::Arc;

#[test]
fn a_static_atomic_is_as_it_was_in_each_execution() {
    static COUNT: AtomicUsize = AtomicUsize::new(5);
    let report = Explorer::new().explore(|| {
        let other = thread::spawn(|| COUNT.fetch_add(1, Ordering::Relaxed));
        let mine = COUNT.fetch_add(1, Ordering::Relaxed);
        assert_eq!(mine + other.join().unwrap(), 11);
        assert_eq!(COUNT.load(Ordering::Relaxed), 7);
    });
    assert_eq!(executions(&report), (2, 0));
}

#[test]
fn a_static_cell_is_as_it_was_in_each_execution() {
    static LOCK: Mutex<usize> = Mutex::new(5);
    let report = Explorer::new().explore(|| {
        let add = || {
            let mut value = LOCK.lock().unwrap();
            *value += 1;
            *value
        };
        let other = thread::spawn(add);
        let mine = add();
        assert_eq!(mine + other.join().unwrap(), 13);
    });
    assert_eq!(executions(&report).0, 2);
    // It is used by many executions, of a model that many workers explore.
    static MANY: Mutex<usize> = Mutex::new(0);
    let report = Explorer::new().workers(4).explore(|| {
        for _ in 0..5 {
            thread::spawn(|| *MANY.lock().unwrap() += 1);
        }
    });
    assert_eq!(executions(&report).0, 120);
}

#[test]
fn a_cell_that_an_earlier_execution_has_changed_is_refused() {
    let kept = Arc::new(Shared(UnsafeCell::new(0)));
    let report = Explorer::new().explore(|| {
        let (atomic, other) = (Arc::new(AtomicUsize::new(0)), Arc::clone(&kept));
        let mine = Arc::clone(&atomic);
        thread::spawn(move || mine.store(1, Ordering::Relaxed));
        atomic.load(Ordering::Relaxed);
        // SAFETY: one thread uses it.
        other.0.with_mut(|value| unsafe { *value += 1 });
    });
    let failure = failure(report, FailureKind::Misuse);
    assert!(failure.message.contains("earlier execution"), "{failure}");
}

struct Shared(UnsafeCell<usize>);

// SAFETY: the explorer reports races.
unsafe impl Sync for Shared {}
// SAFETY: nothing in it belongs to a thread.
unsafe impl Send for Shared {}

#[test]
fn an_atomic_of_another_model_is_refused() {
    let kept = Arc::new(AtomicUsize::new(0));
    let first = Explorer::new().explore(|| kept.store(1, Ordering::Relaxed));
    assert_eq!(executions(&first), (1, 0));
    let second = Explorer::new().explore(|| kept.store(2, Ordering::Relaxed));
    let failure = failure(second, FailureKind::Misuse);
    assert!(failure.message.contains("another model"), "{failure}");
}

#[test]
fn a_new_atomic_where_an_old_one_lay_is_a_new_one() {
    let report = Explorer::new().explore(|| {
        for round in 0..3 {
            let atomic = Box::new(AtomicUsize::new(round));
            assert_eq!(atomic.swap(9, Ordering::Relaxed), round);
        }
    });
    assert_eq!(executions(&report), (1, 0));
}

#[test]
fn an_atomic_that_is_moved_is_the_same() {
    let report = Explorer::new().explore(|| {
        let atomic = AtomicUsize::new(1);
        atomic.store(2, Ordering::Relaxed);
        let moved = Box::new(atomic);
        assert_eq!(moved.load(Ordering::Relaxed), 2);
    });
    assert_eq!(executions(&report), (1, 0));
}

#[test]
#[should_panic(expected = "outside of a model")]
fn outside_of_a_model_there_is_nothing_to_read() {
    AtomicUsize::new(0).load(Ordering::Relaxed);
}
