//! Atomics in statics.

use crate::explored::explorer;
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::thread::spawn;
use std::panic::catch_unwind;

/// loom's atomics have no const constructor, and cannot even be made outside of a
/// model, so a static that is initialized when it is first used will not do.
#[test]
fn a_counter() {
    static COUNTER: AtomicUsize = AtomicUsize::new(7);
    let outside = catch_unwind(|| loom::sync::atomic::AtomicUsize::new(7));
    assert!(
        outside.is_err(),
        "this loom has atomics outside of models; update docs/explorer-and-loom.md",
    );
    let explored = explorer(|| {
        let other = spawn(|| COUNTER.fetch_add(1, Relaxed));
        let here = COUNTER.fetch_add(1, Relaxed);
        (here, other.join().unwrap())
    });
    // It is 7 at the beginning of each execution.
    explored.comes_to([(7, 8), (8, 7)]);
}
