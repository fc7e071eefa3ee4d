//! Models that do something else when they are run again.

use crate::failure;
use latchwork_explore::FailureKind::Divergence;
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, thread::spawn};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize as HostAtomicUsize;

/// Two threads that access `x`; `x` is loaded by the first after `before` was
/// called with it.
fn two_threads(before: impl Fn(&AtomicUsize)) {
    let x = Arc::new(AtomicUsize::new(0));
    let other = Arc::clone(&x);
    let other = spawn(move || other.store(1, Relaxed));
    before(&x);
    x.load(Relaxed);
    other.join().unwrap();
}

/// The second run makes an access more than the first.
#[test]
fn another_access() {
    let runs = HostAtomicUsize::new(0);
    let report = Explorer::new().workers(1).explore(|| {
        let odd = runs.fetch_add(1, Relaxed) % 2 == 1;
        two_threads(|x| {
            if odd {
                x.fetch_add(1, Relaxed);
            }
        });
    });
    failure(
        report,
        Divergence,
        &["step", "thread 0", "bad_input/determinism.rs:"],
    );
}

/// A value may differ: it may be an address. What threads do about it may not.
#[test]
fn another_value() {
    let runs = HostAtomicUsize::new(0);
    let model = |branches: bool| {
        let run = runs.fetch_add(1, Relaxed);
        two_threads(|x| {
            x.store(run, Relaxed);
            if branches && x.load(Relaxed) % 2 == 1 {
                x.fetch_add(1, Relaxed);
            }
        });
    };
    let explorer = Explorer::new().workers(1);
    let report = explorer.explore(|| model(false));
    assert!(report.ended && report.failure.is_none(), "{report:?}");
    let report = explorer.explore(|| model(true));
    failure(
        report,
        Divergence,
        &["step", "thread 0", "bad_input/determinism.rs:"],
    );
}

/// The second run ends a thread early.
#[test]
fn an_access_less() {
    let runs = HostAtomicUsize::new(0);
    let report = Explorer::new().workers(1).explore(|| {
        let x = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&x);
        let early = runs.fetch_add(1, Relaxed) % 2 == 1;
        let other = spawn(move || {
            if !early {
                other.store(1, Relaxed);
            }
        });
        x.load(Relaxed);
        other.join().unwrap();
    });
    failure(report, Divergence, &["step", "thread 1"]);
}

/// What does not reach the explorer may differ.
#[test]
fn what_is_not_seen_may_differ() {
    let runs = HostAtomicUsize::new(0);
    let report = Explorer::new().explore(|| {
        runs.fetch_add(1, Relaxed);
        two_threads(|_| ());
    });
    assert!(report.ended && report.failure.is_none(), "{report:?}");
    assert_eq!(report.complete, 2);
    assert!(runs.into_inner() >= 2, "a run for each execution at least");
}
