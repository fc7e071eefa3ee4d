//! Where GenMC counts fewer executions than there are: SC accesses beside accesses to the
//! same location in the same thread.
//!
//! RC11's `scb` has no step from one of them to the other (Lahav et al., PLDI 2017, section
//! 4: `sb|≠loc`), or else two stores could not be merged. GenMC 0.11.0 takes one, and
//! leaves out what that forbids. The outcomes of both programs are litmus tests
//! (`rwc::merged_stores`, `z6::z6_u`).

use latchwork_explore::Explorer;
use latchwork_explore::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release, SeqCst},
};
use latchwork_explore::thread::spawn;
use std::sync::Arc;

type Two = [AtomicUsize; 2];

/// How many executions three threads have that do this to x and y.
fn executions(threads: [fn(&Two); 3]) -> u64 {
    let report = Explorer::new().explore(move || {
        let shared = Arc::new([const { AtomicUsize::new(0) }; 2]);
        for work in threads {
            let shared = Arc::clone(&shared);
            spawn(move || work(&shared));
        }
    });
    assert!(report.ended && report.failure.is_none(), "{report}");
    assert_eq!(report.blocked, 0);
    report.complete
}

/// WWmerge1. The stores of a location are all of one thread, so an execution is what its
/// reads read: one of three values, one of two, one of three, in every combination.
#[test]
fn merged_stores() {
    let found = executions([
        |[x, y]| _ = (x.load(Acquire), y.load(SeqCst)),
        |[x, _]| {
            x.store(1, SeqCst);
            x.store(2, SeqCst);
        },
        |[x, y]| {
            y.store(1, SeqCst);
            x.load(SeqCst);
        },
    ]);
    let genmc = 17;
    assert_eq!(found, 3 * 2 * 3);
    assert_ne!(found, genmc);
}

/// Z6.U. The update of y reads the initial value or one of two stores, with the stores in
/// either order: six ways to order y. The load behind it reads the update or what is newer,
/// and x is read as 0 or 1.
#[test]
fn z6_u() {
    let found = executions([
        |[x, y]| {
            x.store(1, SeqCst);
            y.store(1, Release);
        },
        |[_, y]| _ = (y.fetch_add(1, SeqCst), y.load(Relaxed)),
        |[x, y]| {
            y.store(3, SeqCst);
            x.load(SeqCst);
        },
    ]);
    // Behind the update come two stores, one, or none, in two orders of the stores each.
    let orders_and_loads = 2 * (3 + 2 + 1);
    let genmc = 22;
    assert_eq!(found, orders_and_loads * 2);
    assert_ne!(found, genmc);
}
