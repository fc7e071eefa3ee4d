//! The result does not depend on how many workers there are.

use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, thread};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// Five threads that count; it fails in some orders, if it may.
fn count(may_fail: bool) {
    let counter = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..5)
        .map(|number| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || (counter.fetch_add(1, Relaxed), number))
        })
        .collect();
    let order: Vec<_> = threads.into_iter().map(|it| it.join().unwrap().0).collect();
    assert!(!may_fail || order != [3, 1, 4, 0, 2] && order != [1, 4, 0, 3, 2]);
}

#[test]
fn the_same_executions_are_found() {
    let found = |workers: usize| {
        let seen = Arc::new(Mutex::new(BTreeSet::new()));
        let collected = Arc::clone(&seen);
        let explorer = Explorer::new().workers(workers).on_execution(move |it, _| {
            let actions: Vec<_> = it.events.iter().map(|it| format!("{it:?}")).collect();
            assert!(collected.lock().unwrap().insert(actions), "twice:\n{it}");
        });
        let report = explorer.explore(|| count(false));
        assert_eq!(report.complete, 120, "with {workers} workers");
        assert!(report.failure.is_none() && report.ended);
        let seen = seen.lock().unwrap();
        seen.clone()
    };
    let alone = found(1);
    assert_eq!(alone.len(), 120);
    for workers in [2, 3, 8] {
        assert_eq!(found(workers), alone, "with {workers} workers");
    }
}

#[test]
fn the_same_failure_is_found() {
    let found = |workers: usize| {
        let report = Explorer::new().workers(workers).explore(|| count(true));
        report
            .failure
            .expect("two orders fail")
            .execution
            .to_string()
    };
    let alone = found(1);
    for _ in 0..20 {
        assert_eq!(found(4), alone);
    }
}

#[test]
fn a_limit_makes_the_search_bounded() {
    let report = Explorer::new().execution_limit(10).explore(|| count(false));
    assert!(!report.ended);
    assert!(report.failure.is_none());
    assert!(report.complete >= 10 && report.complete < 120, "{report}");
    assert!(
        report.to_string().contains("stopped at the limit"),
        "{report}"
    );
}
