//! Waits: failed polls are not explored, and who waits in vain is told.

use crate::{executions, failure};
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, FailureKind, thread};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

#[test]
fn a_wait_reads_each_value_that_it_may_accept() {
    let report = Explorer::new().explore(|| {
        let shared = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&shared);
        thread::spawn(move || {
            for value in 1..=4 {
                other.store(value, Relaxed);
            }
        });
        let even = shared.await_until(Relaxed, |value| value > 0 && value % 2 == 0);
        assert!(even == 2 || even == 4);
    });
    assert_eq!(executions(&report).0, 2);
}

#[test]
fn a_wait_whose_value_passes_by_may_last_for_ever() {
    let report = Explorer::new().explore(|| {
        let shared = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&shared);
        thread::spawn(move || {
            other.store(1, Relaxed);
            other.store(2, Relaxed);
        });
        shared.await_until(Relaxed, |value| value == 1);
    });
    let failure = failure(report, FailureKind::Livelock);
    assert!(failure.message.contains("reads 2 for ever"), "{failure}");
    assert_eq!(failure.thread, Some(0));
    let shown = failure.execution.to_string();
    assert!(shown.contains("waits for another value"), "{shown}");
}

#[test]
fn who_may_have_waited_is_told() {
    let waited = |value: usize| {
        let seen = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&seen);
        let report = Explorer::new().explore(move || {
            let shared = Arc::new(AtomicUsize::new(0));
            let other = Arc::clone(&shared);
            thread::spawn(move || other.store(value, Relaxed));
            shared.await_until(Relaxed, |it| it == value);
            told.fetch_or(thread::waits() > 0, Relaxed);
        });
        executions(&report);
        seen.load(Relaxed)
    };
    assert!(waited(1), "it has read 0 before, or might have");
    assert!(!waited(0), "it has found 0 at once");
}

#[test]
fn waits_for_each_other_are_reported_with_their_places() {
    let report = Explorer::new().explore(|| {
        let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let other = Arc::clone(&shared);
        thread::spawn(move || {
            other.0.await_until(Relaxed, |value| value == 1);
            other.1.store(1, Relaxed);
        });
        shared.1.await_until(Relaxed, |value| value == 1);
        shared.0.store(1, Relaxed);
    });
    let failure = failure(report, FailureKind::Livelock);
    assert_eq!(failure.message.matches("waits.rs").count(), 2, "{failure}");
}
