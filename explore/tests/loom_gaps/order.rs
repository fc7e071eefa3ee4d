//! Loads and stores out of order: where loom and the explorer are the same.

use crate::explored::{explorer, loom};

both! {
    /// Each thread loads one atomic, then stores to the other.
    mod load_buffering {
        pub(crate) fn program() -> (usize, usize) {
            let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
            let load_then_store = |theirs: &AtomicUsize, mine: &AtomicUsize| {
                let read = theirs.load(Relaxed);
                mine.store(1, Relaxed);
                read
            };
            let other = Arc::clone(&shared);
            let other = spawn(move || load_then_store(&other.0, &other.1));
            let here = load_then_store(&shared.1, &shared.0);
            (here, other.join().unwrap())
        }
    }
}

/// C11 lets both loads read the other's store, and ARM's architecture does. RC11
/// forbids it, as it does every cycle of program order and reads-from; so do loom
/// and the explorer. For a program that may do this, neither is enough.
#[test]
fn load_buffering_is_in_neither() {
    let without_the_cycle = [(0, 0), (0, 1), (1, 0)];
    loom(load_buffering::over_loom::program).comes_to(without_the_cycle);
    let explored = explorer(load_buffering::over_explorer::program);
    explored.comes_to(without_the_cycle);
    assert_eq!(explored.executions, 3);
}
