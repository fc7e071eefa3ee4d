//! How far each looks: threads, old values, and searches that are cut short.

use crate::explored::{explorer, explorer_with, loom, loom_is_wrong, loom_with, unlimited};
use latchwork_explore::{Explorer, FailureKind};
use std::time::Duration;

both! {
    /// Threads that do nothing.
    mod idle {
        pub(crate) fn all_at_once(threads: usize) {
            let others: Vec<_> = (1..threads).map(|_| spawn(|| ())).collect();
            for other in others {
                other.join().unwrap();
            }
        }

        pub(crate) fn one_after_another(threads: usize) {
            for _ in 1..threads {
                spawn(|| ()).join().unwrap();
            }
        }
    }
}

/// A sixth thread trips an assertion inside loom, also if no two of them run at
/// the same time, and whatever `max_threads` says.
#[test]
fn six_threads() {
    type Program = fn(usize);
    let programs: [(Program, Program); 2] = [
        (
            idle::over_loom::all_at_once,
            idle::over_explorer::all_at_once,
        ),
        (
            idle::over_loom::one_after_another,
            idle::over_explorer::one_after_another,
        ),
    ];
    for (over_loom, over_explorer) in programs {
        let five = loom(move || over_loom(5));
        assert!(five.passed(), "five threads are few enough: {five:?}");
        let mut builder = unlimited();
        builder.max_threads = 6;
        let six = loom_with(builder, move || over_loom(6));
        loom_is_wrong(!six.passed(), "stops at six threads", &six);
        for threads in [5, 6, Explorer::MAX_THREADS] {
            let explored = explorer(|| over_explorer(threads));
            explored.comes_to([()]);
            assert_eq!(explored.executions, 1, "{threads} threads");
        }
    }
}

both! {
    /// Relaxed throughout, so the reader may see the first value of `x` after any
    /// number of stores that nothing orders before its load.
    mod old_values {
        /// What is read of `x` after so many stores to it, if the reader knows
        /// that they have been made.
        pub(crate) fn read_after(stores: usize) -> Option<usize> {
            let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
            let writer = Arc::clone(&shared);
            let writer = spawn(move || {
                let (x, stored) = &*writer;
                for value in 1..=stores {
                    x.store(value, Relaxed);
                }
                stored.store(1, Relaxed);
            });
            let (x, stored) = &*shared;
            let read = (stored.load(Relaxed) == 1).then(|| x.load(Relaxed));
            writer.join().unwrap();
            read
        }
    }
}

/// loom keeps the newest seven values of an atomic, the initial one included.
#[test]
fn the_eighth_newest_value() {
    let values = |newest: usize| (0..=newest).map(Some).chain([None]);
    loom(|| old_values::over_loom::read_after(6)).comes_to(values(6));
    let missed = loom(|| old_values::over_loom::read_after(7));
    loom_is_wrong(
        missed.passed() && !missed.saw(Some(0)),
        "forgets all but the 7 newest values of an atomic",
        &missed,
    );
    for stores in [6, 7, 20] {
        explorer(|| old_values::over_explorer::read_after(stores)).comes_to(values(stores));
    }
}

both! {
    /// A failure that is not in every execution.
    mod sometimes {
        pub(crate) fn program() {
            let x = Arc::new(AtomicUsize::new(0));
            let other = Arc::clone(&x);
            let other = spawn(move || other.store(1, Relaxed));
            let read = x.load(Relaxed);
            other.join().unwrap();
            assert_eq!(read, 0, "the store came first");
        }
    }
}

/// loom returns from a search that a limit has ended as it does from one that is
/// complete. The explorer's report says that it has not ended.
#[test]
fn a_search_that_was_cut_short() {
    let complete = loom(sometimes::over_loom::program);
    assert!(complete.complained_of("the store came first"));
    let mut permutations = unlimited();
    permutations.max_permutations = Some(2);
    permutations.checkpoint_interval = 1;
    let mut duration = unlimited();
    duration.max_duration = Some(Duration::ZERO);
    // The second check comes before the second execution.
    duration.checkpoint_interval = 2;
    for builder in [permutations, duration] {
        let cut_short = loom_with(builder, sometimes::over_loom::program);
        loom_is_wrong(
            cut_short.passed(),
            "returns normally when max_permutations or max_duration has ended the search",
            &cut_short,
        );
    }
    let complete = explorer(sometimes::over_explorer::program);
    assert_eq!(complete.kind, Some(FailureKind::Panic), "{complete:?}");
    assert!(complete.complained_of("the store came first"));
    // Of the six executions of another program it is given one.
    let one = Explorer::new().workers(1).execution_limit(1);
    let cut_short = explorer_with(&one, || old_values::over_explorer::read_after(1));
    assert_eq!(cut_short.ended, Some(false), "{cut_short:?}");
    let whole = explorer(|| old_values::over_explorer::read_after(1));
    assert_eq!(whole.ended, Some(true), "{whole:?}");
}
