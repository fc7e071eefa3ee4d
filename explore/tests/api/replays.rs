//! Replays lead to the same failure again, and say so if they cannot.

use crate::failure;
use latchwork_explore::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use latchwork_explore::{Explorer, FailureKind, Replay, thread};
use std::sync::Arc;

/// Message passing; without the reader's check if it `is_repaired`.
fn stale_read(is_repaired: bool) {
    let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let other = Arc::clone(&shared);
    thread::spawn(move || {
        other.0.store(1, Relaxed);
        other.1.store(1, Relaxed);
    });
    let (flag, data) = (shared.1.load(Relaxed), shared.0.load(Relaxed));
    assert!(is_repaired || flag <= data, "the flag without the data");
}

fn failing() -> latchwork_explore::Failure {
    let report = Explorer::new().explore(|| stale_read(false));
    failure(report, FailureKind::Panic)
}

#[test]
fn a_replay_fails_again_after_a_file() {
    let first = failing();
    let file = serde_json::to_string(&first.replay).unwrap();
    let replay: Replay = serde_json::from_str(&file).unwrap();
    let report = Explorer::new().replay(&replay, || stale_read(false));
    assert_eq!(report.complete + report.blocked, 0);
    let again = failure(report, FailureKind::Panic);
    assert_eq!(again.message, first.message);
    let actions = |of: &latchwork_explore::Failure| -> Vec<_> {
        let events = of.execution.events.iter();
        events.map(|it| (it.thread, it.action.clone())).collect()
    };
    assert_eq!(actions(&again), actions(&first));
    assert!(
        again
            .execution
            .to_string()
            .contains("STALE: 1 write is newer")
    );
}

#[test]
fn a_replay_of_a_repaired_model_passes() {
    let replay = failing().replay;
    let report = Explorer::new().replay(&replay, || stale_read(true));
    assert!(report.failure.is_none());
    assert_eq!(report.complete, 1);
}

/// An access with another ordering is another access.
#[test]
fn a_replay_with_stronger_orderings_diverges() {
    let replay = failing().replay;
    let report = Explorer::new().replay(&replay, || {
        let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let other = Arc::clone(&shared);
        thread::spawn(move || {
            other.0.store(1, Relaxed);
            other.1.store(1, Release);
        });
        let (flag, data) = (shared.1.load(Acquire), shared.0.load(Relaxed));
        assert!(flag <= data, "the flag without the data");
    });
    let failure = failure(report, FailureKind::Divergence);
    assert!(
        failure.message.contains("asks for a store (Release)"),
        "{failure}"
    );
}

#[test]
fn a_replay_of_another_model_diverges() {
    let replay = failing().replay;
    let report = Explorer::new().replay(&replay, || {
        AtomicUsize::new(0).store(3, Relaxed);
    });
    let failure = failure(report, FailureKind::Divergence);
    assert!(failure.message.contains("step 0 of thread 0"), "{failure}");
}

#[test]
fn a_replay_that_is_damaged_is_refused() {
    let good = serde_json::to_value(failing().replay).unwrap();
    let mut damaged = Vec::new();
    for pointer in [
        "/version",
        "/threads/1/parent/index",
        "/locations/0/0/thread",
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).expect(pointer) = 7.into();
        damaged.push(bad);
    }
    let stamp = "/threads/0/events/0/stamp";
    let nobody = serde_json::json!({ "thread": 9, "index": 9 });
    for (pointer, value) in [(stamp, u32::MAX.into()), ("/threads/0/parent", nobody)] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).expect(pointer) = value;
        damaged.push(bad);
    }
    let mut twice = good.clone();
    let events = twice["threads"][0]["events"].as_array_mut().unwrap();
    events.insert(0, events[0].clone());
    damaged.push(twice);
    let mut without = good.clone();
    without["threads"].as_array_mut().unwrap().pop();
    damaged.push(without);
    for bad in damaged {
        let replay: Replay = serde_json::from_value(bad).unwrap();
        let report = Explorer::new().replay(&replay, || stale_read(false));
        let failure = failure(report, FailureKind::Misuse);
        assert!(failure.message.contains("damaged"), "{failure}");
    }
    assert!(serde_json::from_str::<Replay>("{\"version\":1}").is_err());
}

#[test]
fn a_model_that_captures_an_atomic_can_be_replayed() {
    let captured = AtomicUsize::new(0);
    let model = || assert_eq!(captured.fetch_add(1, Relaxed), 7);
    let first = failure(Explorer::new().explore(model), FailureKind::Panic);
    failure(
        Explorer::new().replay(&first.replay, model),
        FailureKind::Panic,
    );
}
