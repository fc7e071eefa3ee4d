//! Choices of a model's own.

use crate::{executions, failure};
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::sync::{Condvar, Mutex};
use latchwork_explore::{Explorer, FailureKind, Replay, thread};
use std::sync::Arc;

#[test]
fn every_choice_is_explored_once() {
    let report = Explorer::new().explore(|| {
        let (first, second) = (thread::choose(3), thread::choose(4));
        assert!(first < 3 && second < 4);
        assert_eq!(thread::choose(1), 0);
    });
    assert_eq!(executions(&report), (12, 0));
}

/// With a race besides, whose revisits delete choices that were made.
#[test]
fn choices_and_reads_are_independent() {
    let report = Explorer::new().explore(|| {
        let shared = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&shared);
        let writer = thread::spawn(move || {
            let value = 1 + thread::choose(3);
            other.store(value, Relaxed);
        });
        shared.load(Relaxed);
        thread::choose(2);
        writer.join().unwrap();
    });
    // Old or new value, one of three, one of two.
    assert_eq!(executions(&report), (12, 0));
}

#[test]
fn a_choice_is_replayed() {
    let model = || assert_ne!((thread::choose(5), thread::choose(5)), (3, 4));
    let first = failure(Explorer::new().explore(model), FailureKind::Panic);
    assert!(first.execution.to_string().contains("chooses 3 of 5"));
    let file = serde_json::to_string(&first.replay).unwrap();
    let replay: Replay = serde_json::from_str(&file).unwrap();
    failure(Explorer::new().replay(&replay, model), FailureKind::Panic);
}

/// Two wait, and it matters which of them is woken.
#[test]
fn any_thread_that_waits_may_be_woken() {
    let report = Explorer::new().explore(|| {
        let shared = Arc::new((Mutex::new(0), Condvar::new(), AtomicUsize::new(0)));
        for name in 1..=2 {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (first, changed, asleep) = &*shared;
                let mut first = first.lock().unwrap();
                if asleep.fetch_add(1, Relaxed) == 0 {
                    *first = name;
                }
                let mut first = changed.wait(first).unwrap();
                assert!(*first == name || *first == 0, "woken out of order");
                *first = 0;
                changed.notify_all();
            });
        }
        let (first, changed, asleep) = &*shared;
        asleep.await_until(Relaxed, |asleep| asleep == 2);
        drop(first.lock());
        changed.notify_one();
    });
    let failure = failure(report, FailureKind::Panic);
    assert!(failure.message.contains("woken out of order"), "{failure}");
}
