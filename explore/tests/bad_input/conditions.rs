//! Conditions of waits that are not pure. The run calls them, and no thread does.

use crate::{failure, place};
use latchwork_explore::FailureKind::{DataRace, Misuse, Panic};
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, Report, cell::UnsafeCell, thread, thread::spawn};
use std::sync::Arc;

fn here(mark: &str) -> String {
    place("conditions.rs", include_str!("conditions.rs"), mark)
}

/// A thread waits for 1, which the main thread stores, with this condition.
fn waiting(condition: fn(&Shared, usize) -> bool) -> Report {
    Explorer::new().explore(move || {
        let shared = Arc::new(Shared(AtomicUsize::new(0), UnsafeCell::new(0)));
        let other = Arc::clone(&shared);
        let other = spawn(move || {
            other
                .0
                .await_until(Relaxed, |value| condition(&other, value));
        });
        // SAFETY: the explorer runs one thread at a time.
        shared.1.with_mut(|cell| unsafe { *cell = 1 });
        shared.0.store(1, Relaxed);
        other.join().unwrap();
    })
}

struct Shared(AtomicUsize, UnsafeCell<usize>);
// SAFETY: the explorer runs one thread at a time.
unsafe impl Sync for Shared {}

#[test]
fn one_that_panics() {
    let report = waiting(|_, value| {
        assert_eq!(value, 0, "not for this value"); // asserts
        false
    });
    let failure = failure(report, Panic, &["not for this value", &here("asserts")]);
    assert_eq!(failure.thread, Some(1));
}

#[test]
fn one_that_accesses_an_atomic() {
    let report = waiting(|shared, _| {
        shared.0.load(Relaxed) == 1 // loads
    });
    failure(report, Misuse, &["condition", "a load", &here("loads")]);
}

#[test]
fn one_that_races() {
    let report = waiting(|shared, value| {
        // SAFETY: the explorer runs one thread at a time.
        shared.1.with(|cell| unsafe { *cell }) == 1 && value == 1 // looks
    });
    failure(report, DataRace, &["thread 1 reads", &here("looks")]);
}

#[test]
fn one_that_asks_whose_it_is() {
    let report = waiting(|_, value| {
        assert_eq!(thread::current_id(), 1);
        value == 1
    });
    assert!(report.ended && report.failure.is_none(), "{report}");
}
