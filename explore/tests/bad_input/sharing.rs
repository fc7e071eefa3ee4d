//! Atomics and cells that live longer than an execution.

use crate::{failure, place};
use latchwork_explore::Explorer;
use latchwork_explore::FailureKind::Misuse;
use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::thread::{JoinHandle, spawn};
use std::sync::Mutex;

fn here(mark: &str) -> String {
    place("sharing.rs", include_str!("sharing.rs"), mark)
}

/// In one model, an atomic from outside begins each execution with its initial
/// value.
#[test]
fn an_atomic_of_one_model() {
    let outside = AtomicUsize::new(3);
    let report = Explorer::new().explore(|| {
        assert_eq!(outside.fetch_add(1, Relaxed), 3);
        assert_eq!(outside.load(Relaxed), 4);
    });
    assert!(report.ended && report.failure.is_none(), "{report:?}");
}

/// What is left of it after one model means nothing to the next.
#[test]
fn an_atomic_of_two_models() {
    let shared = AtomicUsize::new(0);
    let model = || {
        shared.fetch_add(1, Relaxed); // shares
    };
    let first = Explorer::new().explore(model);
    assert!(first.ended && first.failure.is_none(), "{first:?}");
    let second = Explorer::new().explore(model);
    failure(
        second,
        Misuse,
        &["another model", "static", &here("shares")],
    );
}

/// A static may be used by any number of models.
#[test]
fn a_static_of_two_models() {
    static SHARED: AtomicUsize = AtomicUsize::new(5);
    for _ in 0..2 {
        let report = Explorer::new().explore(|| {
            let other = spawn(|| SHARED.fetch_add(1, Relaxed));
            let read = SHARED.fetch_add(1, Relaxed) + other.join().unwrap();
            assert_eq!(read, 11, "5 and 6");
        });
        assert!(report.ended && report.failure.is_none(), "{report:?}");
        assert_eq!(report.complete, 2);
    }
}

struct Shared(UnsafeCell<usize>);

impl Shared {
    fn add(&self) {
        // SAFETY: as for `Sync`.
        self.0.with_mut(|value| unsafe { *value += 1 }); // adds
    }
}

// SAFETY: only looked at by one thread at a time, or by the explorer's coroutines.
unsafe impl Sync for Shared {}

/// A cell is real memory: it would begin the second execution with what the first
/// has left.
#[test]
fn a_cell_of_two_executions() {
    let cell = Shared(UnsafeCell::new(0));
    let report = Explorer::new().workers(1).explore(|| {
        let x = std::sync::Arc::new(AtomicUsize::new(0));
        let other = std::sync::Arc::clone(&x);
        cell.add();
        let other = spawn(move || other.store(1, Relaxed));
        x.load(Relaxed);
        other.join().unwrap();
    });
    failure(report, Misuse, &["earlier execution", &here("adds")]);
}

/// A thread of an execution ends with it, and nobody else can wait for it.
#[test]
fn a_thread_of_another_model() {
    let kept: Mutex<Option<JoinHandle<()>>> = Mutex::new(None);
    let first = Explorer::new().workers(1).explore(|| {
        let other = spawn(|| ());
        *kept.lock().unwrap() = Some(other);
    });
    assert!(first.ended && first.failure.is_none(), "{first:?}");
    let second = Explorer::new().workers(1).explore(|| {
        let other = kept.lock().unwrap().take();
        if let Some(other) = other {
            other.join().unwrap(); // joins
        }
    });
    failure(second, Misuse, &["another", &here("joins")]);
}
