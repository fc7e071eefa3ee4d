//! Compare-exchanges that fail.

use crate::explore::{Explored, explore, gap};
use loom::sync::atomic::AtomicUsize;
use loom::sync::atomic::Ordering::Relaxed;
use loom::thread::spawn;
use std::sync::Arc;

/// The weak form may fail though it reads the expected value, and does on
/// machines with load-linked and store-conditional. In loom it is the strong one.
#[test]
fn the_weak_form_never_fails_spuriously() {
    let alone = explore(|| AtomicUsize::new(0).compare_exchange_weak(0, 1, Relaxed, Relaxed));
    gap(
        !alone.saw(Err(0)),
        "has compare_exchange_weak fail only on another value",
        "the rule in docs/checking-a-lock.md",
        &alone,
    );
    assert!(alone.passed() && alone.saw(Ok(0)), "{alone:?}");
    let contended = explore(|| {
        let x = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&x);
        let other = spawn(move || other.compare_exchange_weak(0, 2, Relaxed, Relaxed));
        let here = x.compare_exchange_weak(0, 1, Relaxed, Relaxed);
        (here, other.join().unwrap())
    });
    assert!(contended.saw((Ok(0), Err(1))) && contended.saw((Err(2), Ok(0))));
    assert_eq!(contended.outcomes.len(), 2, "{contended:?}");
}

/// The reader knows that `x` has become 1, but relaxed, so that nothing orders
/// the store before what it does next.
fn after_a_relaxed_hint<T: Ord + Send + 'static>(
    next: impl Fn(&AtomicUsize) -> T + Copy + Send + Sync + 'static,
) -> Explored<Option<(T, usize)>> {
    explore(move || {
        let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let writer = Arc::clone(&shared);
        let writer = spawn(move || {
            let (x, stored) = &*writer;
            x.store(1, Relaxed);
            stored.store(1, Relaxed);
        });
        let (x, stored) = &*shared;
        let seen = (stored.load(Relaxed) == 1).then(|| next(x));
        writer.join().unwrap();
        seen.map(|seen| (seen, x.load(Relaxed)))
    })
}

/// A failed compare-exchange is a load, which C11 lets read 0 here. loom has it
/// read the newest value, as if it had succeeded.
#[test]
fn a_failed_one_reads_only_the_newest_value() {
    let failed = after_a_relaxed_hint(|x| x.compare_exchange(5, 6, Relaxed, Relaxed));
    gap(
        !failed.saw((Err(0), 1)),
        "has a failed compare_exchange read only the newest value",
        "the comments on failed exchanges in primitives/lock/src",
        &failed,
    );
    assert!(failed.saw((Err(1), 1)), "{failed:?}");
    let loaded = after_a_relaxed_hint(|x| x.load(Relaxed));
    assert!(loaded.saw((0, 1)) && loaded.saw((1, 1)), "{loaded:?}");
}

/// One that succeeds may, in C11, read 0 here and put its 2 between that and the
/// writer's 1 in the modification order: `x` ends as 1. loom appends every
/// read-modify-write to the modification order.
#[test]
fn a_successful_one_comes_last() {
    let exchanged = after_a_relaxed_hint(|x| x.compare_exchange(0, 2, Relaxed, Relaxed));
    gap(
        !exchanged.saw((Ok(0), 1)),
        "appends a read-modify-write to the modification order",
        "docs/checking-a-lock.md",
        &exchanged,
    );
    assert!(exchanged.saw((Err(1), 1)), "{exchanged:?}");
    // A plain store may come before the writer's in loom, too.
    let stored = after_a_relaxed_hint(|x| x.store(2, Relaxed));
    assert!(stored.saw(((), 1)) && stored.saw(((), 2)), "{stored:?}");
}
