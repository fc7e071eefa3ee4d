//! Threads that yield.

use crate::explored::{explorer, loom, loom_is_wrong};

both! {
    /// One thread stores to `y`, then adds to `x`. The other sees that store, may
    /// yield, and adds to `x`. What it saw, and what it found in `x`.
    mod seen_then_added {
        pub(crate) fn program(yielding: bool) -> (usize, usize) {
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
        }
    }
}

/// loom bars a thread that yields until another has made its next step, and here
/// that step is the other's addition; so it misses what a spinner does that
/// yields before its next try and still comes first. To the explorer a yield is
/// nothing.
#[test]
fn a_thread_that_yields_and_comes_first() {
    let all = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let missed = loom(|| seen_then_added::over_loom::program(true));
    loom_is_wrong(
        missed.passed() && !missed.saw((1, 0)),
        "bars a thread that yields until another has made its next step",
        &missed,
    );
    loom(|| seen_then_added::over_loom::program(false)).comes_to(all);
    for yielding in [true, false] {
        explorer(|| seen_then_added::over_explorer::program(yielding)).comes_to(all);
    }
}
