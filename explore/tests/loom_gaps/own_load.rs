//! A store behind a load of the same thread.

use crate::explored::{explorer, loom, loom_is_wrong};

both! {
    /// One thread loads. The other may load as well, and stores.
    mod loaded {
        pub(crate) fn program(behind_a_load: bool) -> usize {
            let x = Arc::new(AtomicUsize::new(0));
            let other = Arc::clone(&x);
            let other = spawn(move || {
                if behind_a_load {
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

/// loom goes back from a store to the last access before it; if that is a load of
/// the storing thread's own, the race with the other's load is forgotten, and the
/// store never comes first.
#[test]
fn a_store_behind_a_load_comes_first() {
    let missed = loom(|| loaded::over_loom::program(true));
    loom_is_wrong(
        missed.passed() && missed.saw(0_usize) && !missed.saw(1_usize),
        "takes a store for the thread's own load in front of it",
        &missed,
    );
    loom(|| loaded::over_loom::program(false)).comes_to([0_usize, 1]);
    for behind_a_load in [true, false] {
        explorer(|| loaded::over_explorer::program(behind_a_load)).comes_to([0_usize, 1]);
    }
}
