//! What a model gets from the host's allocator, in a program that lets the explorer see it.

use latchwork_explore::alloc::{Heap, allocate, free};
use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::Mutex;
use latchwork_explore::sync::atomic::{
    AtomicPtr, AtomicUsize,
    Ordering::{self, Acquire, Relaxed, Release},
};
use latchwork_explore::thread::spawn;
use latchwork_explore::{Explorer, Failure, FailureKind, Report};
use std::ptr;
use std::sync::Arc;

#[global_allocator]
static HEAP: Heap = Heap;

/// One thread puts a value on the heap and publishes it by `order`; the other uses it.
fn published<T: 'static>(make: fn() -> T, order: Ordering, look: fn(&T)) -> Report {
    Explorer::new().explore(move || {
        let shared = Arc::new(AtomicPtr::new(ptr::null_mut::<T>()));
        let theirs = Arc::clone(&shared);
        let publisher = spawn(move || theirs.store(Box::into_raw(Box::new(make())), order));
        let published = shared.load(Acquire);
        if !published.is_null() {
            // SAFETY: it is dropped after the join.
            look(unsafe { &*published });
        }
        publisher.join().unwrap();
        // SAFETY: it was a box, and nobody uses it any more.
        drop(unsafe { Box::from_raw(shared.load(Relaxed)) });
    })
}

#[track_caller]
fn passes(report: &Report, executions: u64) {
    assert!(report.ended && report.failure.is_none(), "{report}");
    assert_eq!(report.complete, executions);
}

#[track_caller]
fn races(report: Report) -> Failure {
    let failure = report.failure.expect("it races");
    assert_eq!(failure.kind, FailureKind::DataRace, "{failure}");
    assert!(
        failure.message.contains("need not see what was put there"),
        "{failure}"
    );
    failure
}

#[test]
fn an_atomic_in_a_box_that_is_published_relaxed() {
    let of = |order| {
        published(
            || AtomicUsize::new(7),
            order,
            |it| assert_eq!(it.load(Relaxed), 7),
        )
    };
    passes(&of(Release), 2);
    let failure = races(of(Relaxed));
    assert_eq!(failure.accesses.len(), 2);
    assert!(
        failure.table().contains("allocates memory"),
        "{}",
        failure.table()
    );
}

/// One atomic of several behind another pointer.
#[test]
fn an_atomic_deeper_inside() {
    struct Deep(Vec<AtomicUsize>);
    let make = || Deep((0..3).map(AtomicUsize::new).collect());
    let look: fn(&Deep) = |it| assert_eq!(it.0[2].load(Relaxed), 2);
    passes(&published(make, Release, look), 2);
    races(published(make, Relaxed, look));
}

#[test]
fn a_cell_in_a_box() {
    let look: fn(&UnsafeCell<u8>) = |it| it.with(|_| ());
    let make = || UnsafeCell::new(1);
    passes(&published(make, Release, look), 2);
    races(published(make, Relaxed, look));
}

/// What a model allocates for itself is not the host's, which frees nothing of it; what is
/// the host's is not freed by name, and is no leak.
#[test]
fn whose_an_allocation_is() {
    let explore = |model: fn()| Explorer::new().leaks(true).explore(model);
    let freed = explore(|| {
        let kept = Box::leak(Box::new(AtomicUsize::new(1)));
        kept.store(2, Relaxed);
        let own = allocate(AtomicUsize::new(3));
        // SAFETY: it was allocated, and nobody uses it any more.
        unsafe { free(own) };
    });
    passes(&freed, 1);
    let left = explore(|| _ = allocate(AtomicUsize::new(3)));
    assert_eq!(left.failure.map(|it| it.kind), Some(FailureKind::Leak));
    let misused = explore(|| {
        let boxed = Box::into_raw(Box::new(AtomicUsize::new(1)));
        // SAFETY: it does not return.
        unsafe { free(boxed) };
    });
    assert_eq!(misused.failure.map(|it| it.kind), Some(FailureKind::Misuse));
    let used = explore(|| {
        let own = allocate(AtomicUsize::new(3));
        // SAFETY: it was allocated.
        unsafe { free(own) };
        // SAFETY: the memory is kept.
        unsafe { (*own).load(Relaxed) };
    });
    assert_eq!(
        used.failure.map(|it| it.kind),
        Some(FailureKind::UseAfterFree)
    );
}

/// Memory that is given back and given out again is another allocation.
#[test]
fn memory_that_is_used_again() {
    let report = Explorer::new().explore(|| {
        let shared = Arc::new((Mutex::new(Vec::new()), AtomicUsize::new(0)));
        let theirs = Arc::clone(&shared);
        let other = spawn(move || {
            drop(Box::new(AtomicUsize::new(1)));
            theirs.0.lock().unwrap().push(Box::new(AtomicUsize::new(2)));
        });
        for _ in 0..8 {
            let mine = Box::new(AtomicUsize::new(3));
            mine.fetch_add(1, Relaxed);
            drop(mine);
        }
        for it in shared.0.lock().unwrap().iter() {
            assert_eq!(it.load(Relaxed), 2);
        }
        other.join().unwrap();
    });
    passes(&report, 2);
}
