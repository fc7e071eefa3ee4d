//! Loads and stores out of order.

use crate::explore::{explore, gap};
use loom::sync::atomic::AtomicUsize;
use loom::sync::atomic::Ordering::Relaxed;
use loom::thread::spawn;
use std::sync::Arc;

/// Each thread loads one atomic, then stores to the other. C11 lets both loads
/// read the other's store, and ARM's architecture does: a load may take effect
/// after the store behind it. RC11 forbids it, as it does every cycle of program
/// order and reads-from. loom runs each thread in order, so that a load finds
/// only what has been stored, and has no such cycles.
#[test]
fn load_buffering_is_not_explored() {
    let explored = explore(|| {
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
    });
    gap(
        !explored.saw((1, 1)),
        "leaves out load buffering",
        "what docs/architecture.md says of loom's memory model",
        &explored,
    );
    assert!(explored.passed(), "{explored:?}");
    for other in [(0, 0), (0, 1), (1, 0)] {
        assert!(explored.saw(other), "{explored:?}");
    }
}
