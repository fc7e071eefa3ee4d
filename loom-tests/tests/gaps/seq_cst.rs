//! Sequentially consistent accesses.

use crate::explore::{Explored, explore, gap};
use loom::sync::atomic::Ordering::{self, Relaxed, SeqCst};
use loom::sync::atomic::{AtomicUsize, fence};
use loom::thread::spawn;
use std::sync::Arc;

/// Each thread stores to one atomic and loads the other; what they load.
fn store_buffering(ordering: Ordering, fenced: bool) -> Explored<(usize, usize)> {
    explore(move || {
        let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let store_then_load = move |mine: &AtomicUsize, theirs: &AtomicUsize| {
            mine.store(1, ordering);
            if fenced {
                fence(SeqCst);
            }
            theirs.load(ordering)
        };
        let other = Arc::clone(&shared);
        let other = spawn(move || store_then_load(&other.1, &other.0));
        let here = store_then_load(&shared.0, &shared.1);
        (here, other.join().unwrap())
    })
}

/// All four accesses SeqCst: there is one order of all of them, in which one of
/// the stores is first, so the other thread's load, which comes after both
/// stores, must see it. Both loads reading 0 is impossible in C11 and RC11; loom
/// takes the accesses for release and acquire ones, under which it is possible.
#[test]
fn accesses_count_as_acquire_and_release() {
    let accesses = store_buffering(SeqCst, false);
    gap(
        accesses.saw((0, 0)),
        "takes SeqCst accesses for AcqRel ones (a false alarm in store buffering)",
        "docs/checking-a-lock.md",
        &accesses,
    );
    // Relaxed it is possible, and loom shows it; with SeqCst fences between store
    // and load it is impossible, and loom does not.
    assert!(store_buffering(Relaxed, false).saw((0, 0)));
    let fenced = store_buffering(Relaxed, true);
    assert!(fenced.passed() && !fenced.saw((0, 0)), "{fenced:?}");
    assert!(fenced.saw((0, 1)) && fenced.saw((1, 0)), "{fenced:?}");
}
