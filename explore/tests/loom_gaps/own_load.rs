//! Stores behind a load of the same thread.

use crate::explored::{explorer, loom, loom_is_wrong};

both! {
    /// One thread loads. The other may load as well, and stores.
    mod loaded {
        pub(crate) fn program(load_first: bool) -> usize {
            let x = Arc::new(AtomicUsize::new(0));
            let other = Arc::clone(&x);
            let other = spawn(move || {
                if load_first {
                    other.load(SeqCst);
                }
                other.store(1, SeqCst);
            });
            let seen = x.load(SeqCst);
            other.join().unwrap();
            seen
        }
    }
}

/// The two threads may run one after the other, in either order. loom goes back from
/// a store to the last access before it; where that is a load of the storing thread
/// itself, it never gets to the other's. It explores one execution here.
#[test]
fn a_store_behind_a_load_of_its_own_thread() {
    let missed = loom(|| loaded::over_loom::program(true));
    loom_is_wrong(
        missed.passed() && !missed.saw(1usize),
        "goes back from a store to its own thread's load, and no further",
        &missed,
    );
    loom(|| loaded::over_loom::program(false)).comes_to([0usize, 1]);
    for load_first in [true, false] {
        let explored = explorer(|| loaded::over_explorer::program(load_first));
        explored.comes_to([0usize, 1]);
        assert_eq!(explored.executions, 2);
    }
}
