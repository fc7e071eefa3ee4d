//! Compare-exchanges, in loom never spurious, never stale, always last.

use crate::explored::{explorer, explorer_with, loom, loom_is_wrong};
use latchwork_explore::Explorer;

both! {
    /// The weak form may fail though it reads the expected value, and does on
    /// machines with load-linked and store-conditional.
    mod weak {
        pub(crate) fn alone() -> Result<usize, usize> {
            AtomicUsize::new(0).compare_exchange_weak(0, 1, Relaxed, Relaxed)
        }
    }
}

#[test]
fn a_weak_one_that_fails_spuriously() {
    let missed = loom(weak::over_loom::alone);
    loom_is_wrong(
        missed.passed() && !missed.saw(Err(0)),
        "has compare_exchange_weak fail only on another value",
        &missed,
    );
    explorer(weak::over_explorer::alone).comes_to([Ok(0), Err(0)]);
    let none = Explorer::new().spurious_failures(0);
    explorer_with(&none, weak::over_explorer::alone).comes_to([Ok(0)]);
}

both! {
    /// The reader knows that `x` has become 1, but relaxed, so that nothing
    /// orders the store before what it does next. What that was, and what `x` is
    /// in the end.
    mod after_a_relaxed_hint {
        pub(crate) fn program<T>(next: impl Fn(&AtomicUsize) -> T) -> Option<(T, usize)> {
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
        }

        pub(crate) fn failing() -> Option<(Result<usize, usize>, usize)> {
            program(|x| x.compare_exchange(5, 6, Relaxed, Relaxed))
        }

        pub(crate) fn exchange() -> Option<(Result<usize, usize>, usize)> {
            program(|x| x.compare_exchange(0, 2, Relaxed, Relaxed))
        }

        pub(crate) fn load() -> Option<(usize, usize)> {
            program(|x| x.load(Relaxed))
        }

        pub(crate) fn store() -> Option<((), usize)> {
            program(|x| x.store(2, Relaxed))
        }
    }
}

/// A failed compare-exchange is a load, which may read 0 here. loom has it read
/// the newest value, as if it had succeeded.
#[test]
fn a_failed_one_that_reads_an_old_value() {
    use after_a_relaxed_hint::{over_explorer, over_loom};
    let missed = loom(over_loom::failing);
    loom_is_wrong(
        missed.passed() && !missed.saw((Err(0), 1)),
        "has a failed compare_exchange read only the newest value",
        &missed,
    );
    explorer(over_explorer::failing).comes_to([None, Some((Err(0), 1)), Some((Err(1), 1))]);
    // A plain load reads it in both.
    let either = [None, Some((0, 1)), Some((1, 1))];
    loom(over_loom::load).comes_to(either);
    explorer(over_explorer::load).comes_to(either);
}

/// One that succeeds may read 0 here and put its 2 between that and the writer's
/// 1 in modification order: `x` ends as 1. loom appends every read-modify-write
/// to the modification order.
#[test]
fn a_successful_one_that_does_not_come_last() {
    use after_a_relaxed_hint::{over_explorer, over_loom};
    let missed = loom(over_loom::exchange);
    loom_is_wrong(
        missed.passed() && !missed.saw((Ok(0), 1)),
        "appends a read-modify-write to the modification order",
        &missed,
    );
    explorer(over_explorer::exchange).comes_to([None, Some((Ok(0), 1)), Some((Err(1), 1))]);
    // A plain store comes before the writer's in both.
    let either = [None, Some(((), 1)), Some(((), 2))];
    loom(over_loom::store).comes_to(either);
    explorer(over_explorer::store).comes_to(either);
}
