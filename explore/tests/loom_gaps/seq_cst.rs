//! Sequentially consistent accesses.

use crate::explored::{explorer, loom, loom_is_wrong};
use std::sync::atomic::Ordering::{Relaxed, SeqCst};

both! {
    /// Each thread stores to one atomic and loads the other.
    mod store_buffering {
        pub(crate) fn program(order: Ordering, fenced: bool) -> (usize, usize) {
            let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
            let store_then_load = move |mine: &AtomicUsize, theirs: &AtomicUsize| {
                mine.store(1, order);
                if fenced {
                    fence(SeqCst);
                }
                theirs.load(order)
            };
            let other = Arc::clone(&shared);
            let other = spawn(move || store_then_load(&other.1, &other.0));
            let here = store_then_load(&shared.0, &shared.1);
            (here, other.join().unwrap())
        }
    }
}

/// All four accesses SeqCst: there is one order of all of them, in which one of
/// the stores is first, so the other thread's load, which comes after both
/// stores, must see it. Both loads reading 0 is impossible in RC11. loom takes
/// the accesses for release and acquire ones, under which it is possible.
#[test]
fn accesses_in_store_buffering() {
    let alarm = loom(|| store_buffering::over_loom::program(SeqCst, false));
    loom_is_wrong(
        alarm.saw((0, 0)),
        "takes SeqCst accesses for AcqRel ones (a false alarm in store buffering)",
        &alarm,
    );
    let explored = explorer(|| store_buffering::over_explorer::program(SeqCst, false));
    explored.comes_to([(0, 1), (1, 0), (1, 1)]);
    assert_eq!(explored.executions, 3);
}

/// Relaxed it is possible, and both show it; with SeqCst fences between store and
/// load it is impossible, and neither does.
#[test]
fn where_both_are_right() {
    let all = [(0, 0), (0, 1), (1, 0), (1, 1)];
    loom(|| store_buffering::over_loom::program(Relaxed, false)).comes_to(all);
    explorer(|| store_buffering::over_explorer::program(Relaxed, false)).comes_to(all);
    let fenced = [(0, 1), (1, 0), (1, 1)];
    loom(|| store_buffering::over_loom::program(Relaxed, true)).comes_to(fenced);
    explorer(|| store_buffering::over_explorer::program(Relaxed, true)).comes_to(fenced);
}
