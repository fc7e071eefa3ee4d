//! Accesses to cells that are more than an instant, or no closure.

use crate::{executions, failure};
use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::{
    AtomicUsize,
    Ordering::{self, AcqRel, Acquire, Relaxed, Release},
};
use latchwork_explore::{Deed, Explorer, FailureKind, Report, thread::spawn};
use std::sync::Arc;

struct Shared {
    count: AtomicUsize,
    value: UnsafeCell<usize>,
}
// SAFETY: the explorer runs one thread at a time.
unsafe impl Sync for Shared {}

impl Shared {
    fn new(count: usize) -> Self {
        Self {
            count: AtomicUsize::new(count),
            value: UnsafeCell::new(0),
        }
    }
}

/// A writer that says that it is done while it is not, if it `is_hasty`.
fn published(is_hasty: bool) -> Report {
    Explorer::new().explore(move || {
        let ours = Arc::new(Shared::new(0));
        let theirs = Arc::clone(&ours);
        let writer = spawn(move || {
            theirs.value.with_mut(|value| {
                if is_hasty {
                    theirs.count.store(1, Release);
                }
                // SAFETY: the explorer runs one thread at a time.
                unsafe { *value = 1 };
            });
            theirs.count.store(1, Release);
        });
        if ours.count.load(Acquire) == 1 {
            // SAFETY: the explorer runs one thread at a time.
            ours.value.with(|value| unsafe { *value });
        }
        writer.join().unwrap();
    })
}

#[test]
fn an_access_lasts_until_its_closure_returns() {
    executions(&published(false));
    failure(published(true), FailureKind::DataRace);
}

/// The last one to let go drops the value; if it `looks`, after it has looked at it
/// through a reference of its own.
fn counted(order: Ordering, looks: bool) -> Report {
    struct Counted(*mut Shared);
    // SAFETY: the explorer runs one thread at a time.
    unsafe impl Send for Counted {}
    impl Counted {
        fn let_go(self, order: Ordering, looks: bool) {
            // SAFETY: whoever has one has not let go.
            let shared = unsafe { &*self.0 };
            if shared.count.fetch_sub(1, order) == 1 {
                // SAFETY: all the others have let go.
                let mut last = unsafe { Box::from_raw(self.0) };
                if looks {
                    *last.value.get_mut() += 1;
                }
            }
        }
    }
    Explorer::new().explore(move || {
        let shared = Box::into_raw(Box::new(Shared::new(2)));
        let theirs = Counted(shared);
        spawn(move || {
            let theirs = theirs;
            // SAFETY: as in `let_go`.
            let shared = unsafe { &*theirs.0 };
            // SAFETY: the explorer runs one thread at a time.
            shared.value.with_mut(|value| unsafe { *value += 1 });
            theirs.let_go(order, looks);
        });
        Counted(shared).let_go(order, looks);
    })
}

#[test]
fn a_unique_reference_is_an_access() {
    executions(&counted(AcqRel, true));
    failure(counted(Relaxed, true), FailureKind::DataRace);
}

#[test]
fn a_drop_is_a_write() {
    executions(&counted(AcqRel, false));
    let failure = failure(counted(Relaxed, false), FailureKind::DataRace);
    assert!(failure.message.contains("drops a cell after"), "{failure}");
    assert_eq!(failure.accesses[1].deed, Deed::Drops);
}

/// What `std`'s `Arc` holds is dropped after all others have let go, whoever does it: the
/// thread that is not joined, or the one that goes on.
#[test]
fn what_an_arc_holds_is_dropped_in_order() {
    let report = Explorer::new().explore(|| {
        let ours = Arc::new(Shared::new(0));
        for _ in 0..2 {
            let theirs = Arc::clone(&ours);
            spawn(move || {
                theirs.value.with(|_| ());
                theirs.count.load(Relaxed);
            });
        }
        ours.value.with(|_| ());
    });
    assert_eq!(executions(&report), (1, 0));
}

/// The one that drops it has seen that the other is done, but not what that did.
#[test]
fn a_drop_while_another_reads_is_noticed() {
    let report = Explorer::new().explore(|| {
        struct Borrowed(*const Shared);
        // SAFETY: the explorer runs one thread at a time.
        unsafe impl Send for Borrowed {}
        let ours = Box::new(Shared::new(0));
        let borrowed = Borrowed(&raw const *ours);
        let reader = spawn(move || {
            let borrowed = borrowed;
            // SAFETY: the main thread waits for the flag before it drops it.
            let theirs = unsafe { &*borrowed.0 };
            theirs.value.with(|_| ());
            theirs.count.store(1, Relaxed); // it takes Release
        });
        ours.count.await_until(Acquire, |it| it == 1);
        drop(ours);
        reader.join().unwrap();
    });
    let failure = failure(report, FailureKind::DataRace);
    assert!(failure.message.contains("drops a cell"), "{failure}");
}
