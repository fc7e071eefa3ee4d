//! Accesses to cells that are more than an instant, or no closure.

use crate::{executions, failure};
use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::{
    AtomicUsize,
    Ordering::{self, AcqRel, Acquire, Relaxed, Release},
};
use latchwork_explore::{Explorer, FailureKind, Report, thread::spawn};
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

/// The last one to let go looks at the value through a reference of its own.
fn counted(order: Ordering) -> Report {
    struct Counted(*mut Shared);
    // SAFETY: the explorer runs one thread at a time.
    unsafe impl Send for Counted {}
    impl Counted {
        fn let_go(self, order: Ordering) {
            // SAFETY: whoever has one has not let go.
            let shared = unsafe { &*self.0 };
            if shared.count.fetch_sub(1, order) == 1 {
                // SAFETY: all the others have let go.
                let mut last = unsafe { Box::from_raw(self.0) };
                *last.value.get_mut() += 1;
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
            theirs.let_go(order);
        });
        Counted(shared).let_go(order);
    })
}

#[test]
fn a_unique_reference_is_an_access() {
    executions(&counted(AcqRel));
    failure(counted(Relaxed), FailureKind::DataRace);
}
