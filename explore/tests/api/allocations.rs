//! Tracked allocations.

use crate::{executions, failure};
use latchwork_explore::alloc::{allocate, free};
use latchwork_explore::sync::atomic::AtomicPtr;
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering};
use latchwork_explore::{Explorer, FailureKind, thread};
use std::sync::Arc;

struct Node {
    value: AtomicUsize,
}

/// One thread publishes a node with `order`, the other reads it.
fn published(order: Ordering) -> latchwork_explore::Report {
    Explorer::new().explore(move || {
        let shared = Arc::new(AtomicPtr::new(std::ptr::null_mut::<Node>()));
        let other = Arc::clone(&shared);
        let publisher = thread::spawn(move || {
            let value = AtomicUsize::new(7);
            other.store(allocate(Node { value }), order);
        });
        let node = shared.load(Ordering::Acquire);
        if !node.is_null() {
            // SAFETY: nobody frees it before the join.
            assert_eq!(unsafe { (*node).value.load(Ordering::Relaxed) }, 7);
        }
        publisher.join().unwrap();
        // SAFETY: the publisher has ended, and nobody else uses it.
        unsafe { free(shared.load(Ordering::Relaxed)) };
    })
}

#[test]
fn a_node_that_is_published_can_be_used() {
    assert_eq!(executions(&published(Ordering::Release)), (2, 0));
}

#[test]
fn a_node_that_is_published_relaxed_need_not_be_there_yet() {
    let failure = failure(published(Ordering::Relaxed), FailureKind::DataRace);
    assert!(failure.message.contains("need not see"), "{failure}");
    assert_eq!(failure.accesses.len(), 2);
}

#[test]
fn a_use_after_the_free_is_noticed() {
    let report = Explorer::new().explore(|| {
        let node = allocate(Node {
            value: AtomicUsize::new(1),
        });
        // SAFETY: it was allocated; the use below is what is tested, and the
        // explorer keeps the memory.
        unsafe {
            free(node);
        }
        // SAFETY: the memory is kept until the end of the execution.
        unsafe { (*node).value.load(Ordering::Relaxed) };
    });
    let failure = failure(report, FailureKind::UseAfterFree);
    assert!(failure.message.contains("use after free"), "{failure}");
}

#[test]
fn a_free_that_races_with_a_use_is_noticed() {
    let report = Explorer::new().explore(|| {
        let node = allocate(Node {
            value: AtomicUsize::new(1),
        });
        let address = node.expose_provenance();
        let user = thread::spawn(move || {
            let node = std::ptr::with_exposed_provenance::<Node>(address);
            // SAFETY: the explorer keeps the memory.
            unsafe { (*node).value.load(Ordering::Relaxed) };
        });
        // SAFETY: it was allocated; that it is in use is what is tested.
        unsafe { free(node) };
        user.join().unwrap();
    });
    failure(report, FailureKind::UseAfterFree);
}

#[test]
fn a_double_free_is_noticed() {
    let report = Explorer::new().explore(|| {
        let node = allocate(1_u32);
        // SAFETY: it was allocated.
        unsafe { free(node) };
        // SAFETY: the second time the value is not dropped again.
        unsafe { free(node) };
    });
    let failure = failure(report, FailureKind::UseAfterFree);
    assert!(failure.message.contains("double free"), "{failure}");
}

#[test]
fn what_was_not_allocated_cannot_be_freed() {
    let report = Explorer::new().explore(|| {
        let mut value = 1_u32;
        // SAFETY: it does not return.
        unsafe { free(&raw mut value) };
    });
    let failure = failure(report, FailureKind::Misuse);
    assert!(failure.message.contains("not allocated"), "{failure}");
}

/// Its destructor is the last that may look at what lies there.
#[test]
fn a_destructor_may_use_what_is_being_freed() {
    struct Counts(AtomicUsize);
    impl Drop for Counts {
        fn drop(&mut self) {
            assert_eq!(self.0.load(Ordering::Relaxed), 1);
        }
    }
    let report = Explorer::new().explore(|| {
        let counts = allocate(Counts(AtomicUsize::new(1)));
        // SAFETY: it was allocated.
        unsafe { free(counts) };
    });
    assert!(report.ended && report.failure.is_none(), "{report}");
}

/// Allocates two nodes, and frees so many of them.
fn left(leaks: bool, freed: usize) -> latchwork_explore::Report {
    Explorer::new().leaks(leaks).explore(move || {
        let allocate = || {
            allocate(Node {
                value: AtomicUsize::new(1),
            })
            .expose_provenance()
        };
        let other = thread::spawn(allocate);
        let nodes = [allocate(), other.join().unwrap()];
        for node in &nodes[..freed] {
            // SAFETY: it was allocated, and nobody uses it any more.
            unsafe { free(std::ptr::with_exposed_provenance_mut::<Node>(*node)) };
        }
    })
}

#[test]
fn a_leak_is_noticed_if_somebody_asks() {
    for (freed, says) in [(0, "2 allocations are"), (1, "an allocation is")] {
        executions(&left(false, freed));
        let failure = failure(left(true, freed), FailureKind::Leak);
        assert!(failure.message.contains(says), "{failure}");
        assert!(
            failure.message.contains("thread 1 allocated it at"),
            "{failure}"
        );
        assert_eq!(failure.accesses.len(), 2 - freed);
        assert_eq!(
            failure.table().matches("allocates memory").count(),
            2 - freed
        );
    }
    executions(&left(true, 2));
}
