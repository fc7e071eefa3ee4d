//! Where loom switches threads, and where it does not.

use crate::cell::Cell;
use crate::explore::{Explored, RACE, explore, gap};
use loom::sync::atomic::Ordering::{AcqRel, Relaxed, SeqCst};
use loom::sync::atomic::{AtomicUsize, fence};
use loom::thread::{spawn, yield_now};
use std::sync::{Arc, Mutex as HostMutex};

/// The orders in which two threads run that do something between two notes each.
/// The notes are the host's; loom does not see them.
fn orders_around<U>(
    between: impl Fn(&AtomicUsize, &Cell) -> U + Copy + Send + Sync + 'static,
) -> Explored<String> {
    explore(move || {
        let shared = Arc::new((AtomicUsize::new(0), Cell::new()));
        let notes = Arc::new(HostMutex::new(String::new()));
        let noted =
            move |shared: &(AtomicUsize, Cell), notes: &HostMutex<String>, [a, b]: [char; 2]| {
                notes.lock().unwrap().push(a);
                between(&shared.0, &shared.1);
                notes.lock().unwrap().push(b);
            };
        let other = (Arc::clone(&shared), Arc::clone(&notes));
        let other = spawn(move || noted(&other.0, &other.1, ['c', 'd']));
        noted(&shared, &notes, ['a', 'b']);
        other.join().unwrap();
        notes.lock().unwrap().clone()
    })
}

/// Nothing can happen between a fence and what is around it.
#[test]
fn fences_are_no_scheduling_points() {
    let fences = orders_around(|_, _| fence(SeqCst));
    gap(
        fences.passed() && fences.outcomes.len() == 1,
        "runs on through fences",
        "docs/checking-a-lock.md",
        &fences,
    );
    let accesses = orders_around(|x, _| x.fetch_add(1, AcqRel));
    assert!(
        accesses.passed() && accesses.outcomes.len() > 1,
        "{accesses:?}"
    );
}

#[test]
fn cell_accesses_are_no_scheduling_points() {
    let reads = orders_around(|_, data| data.read());
    gap(
        reads.passed() && reads.outcomes.len() == 1,
        "runs on through accesses of cells",
        "the comment in suite/src/lock/client.rs",
        &reads,
    );
    // It need not switch to find a race between accesses.
    let writes = orders_around(|_, data| data.write(1));
    assert!(writes.complained_of(RACE), "{writes:?}");
}

/// One thread stores to `y`, then adds to `x`. The other sees that store, may
/// yield, and adds to `x` first: an execution like any other. loom bars a thread
/// that yields until another has made its next step, and here that step is the
/// other's addition; so it misses what a spinner does that yields before its
/// next try and still comes first.
#[test]
fn a_thread_that_yields_never_comes_first() {
    fn seen_then_added(yielding: bool) -> Explored<(usize, usize)> {
        explore(move || {
            let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
            let other = Arc::clone(&shared);
            let other = spawn(move || {
                let (x, y) = &*other;
                y.store(1, Relaxed);
                x.fetch_add(1, Relaxed);
            });
            let (x, y) = &*shared;
            let seen = y.load(Relaxed);
            if yielding {
                yield_now();
            }
            let before = x.fetch_add(1, Relaxed);
            other.join().unwrap();
            (seen, before)
        })
    }
    let yields = seen_then_added(true);
    gap(
        yields.passed() && !yields.saw((1, 0)),
        "bars a thread that yields until another has made its next step",
        "docs/pruning.md",
        &yields,
    );
    assert!(yields.saw((0, 0)) && yields.saw((1, 1)), "{yields:?}");
    let runs_on = seen_then_added(false);
    assert!(runs_on.passed() && runs_on.saw((1, 0)), "{runs_on:?}");
}

/// One thread loads. The other may load as well, and stores: the first may read
/// that store. loom goes back from a store to the last access before it; if that is
/// a load of the storing thread's own, the race with the other's load is forgotten.
#[test]
fn a_store_behind_a_load_of_its_own_never_comes_first() {
    fn loaded(before_the_store: impl Fn(&AtomicUsize) + Send + Sync + 'static) -> Explored<usize> {
        let before_the_store = Arc::new(before_the_store);
        explore(move || {
            let x = Arc::new(AtomicUsize::new(0));
            let other = (Arc::clone(&x), Arc::clone(&before_the_store));
            let other = spawn(move || {
                let (x, before_the_store) = other;
                before_the_store(&x);
                x.store(1, SeqCst);
            });
            let seen = x.load(SeqCst);
            other.join().unwrap();
            seen
        })
    }
    let behind_a_load = loaded(|x| _ = x.load(SeqCst));
    gap(
        behind_a_load.passed() && !behind_a_load.saw(1usize),
        "takes a store for the thread's own load in front of it",
        "docs/fewer-executions.md",
        &behind_a_load,
    );
    assert!(behind_a_load.saw(0usize), "{behind_a_load:?}");
    let alone = loaded(|_| ());
    assert!(
        alone.passed() && alone.saw(0usize) && alone.saw(1usize),
        "{alone:?}"
    );
}
