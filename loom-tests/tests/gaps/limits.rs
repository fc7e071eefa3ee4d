//! How far loom looks: threads, old values, and searches that are cut short.

use crate::explore::{explore, explore_with, gap, unlimited};
use latchwork_suite::Run;
use latchwork_suite::explore::Limits;
use loom::sync::atomic::AtomicUsize;
use loom::sync::atomic::Ordering::Relaxed;
use loom::thread::spawn;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// A model with more than 5 threads trips an assertion inside loom, also if they
/// do not run at the same time, and whatever `max_threads` says.
#[test]
fn six_threads_are_too_many() {
    fn all_at_once(threads: usize) {
        let others: Vec<_> = (1..threads).map(|_| spawn(|| ())).collect();
        for other in others {
            other.join().unwrap();
        }
    }
    fn one_after_another(threads: usize) {
        for _ in 1..threads {
            spawn(|| ()).join().unwrap();
        }
    }
    for program in [all_at_once, one_after_another] {
        let five = explore(move || program(5));
        assert!(five.passed(), "five threads are few enough: {five:?}");
        let mut builder = unlimited();
        builder.max_threads = 6;
        for builder in [unlimited(), builder] {
            let six = explore_with(builder, move || program(6));
            gap(
                !six.passed(),
                "stops at six threads",
                "the client sizes in the tables of checks/src/lock",
                &six,
            );
        }
    }
}

/// Relaxed throughout, so C11 lets the reader see the first value of `x` after
/// any number of stores that nothing orders before its load. loom keeps 7.
#[test]
fn the_eighth_newest_value_is_never_read() {
    /// What is read of `x` after `stores` stores to it.
    fn read_after(stores: usize) -> BTreeSet<Option<usize>> {
        let explored = explore(move || {
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
            // The stores have been made, but do not happen before the load.
            let read = (stored.load(Relaxed) == 1).then(|| x.load(Relaxed));
            writer.join().unwrap();
            read
        });
        assert!(explored.passed(), "{explored:?}");
        explored.outcomes
    }
    let seven_values: BTreeSet<_> = (0..=6).map(Some).chain([None]).collect();
    assert_eq!(read_after(6), seven_values, "of seven values each is read");
    let eight_values = read_after(7);
    gap(
        !eight_values.contains(&Some(0)),
        "forgets all but the 7 newest stores to an atomic",
        "the clients in the tables of checks/src/lock, some of which store more often",
        &eight_values,
    );
    assert!(eight_values.contains(&Some(1)), "{eight_values:?}");
}

/// A search that a limit has ended returns as one that is complete does. The
/// program fails in all but the execution that comes first.
#[test]
fn a_search_that_was_cut_short_returns_normally() {
    fn program() {
        let x = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&x);
        let other = spawn(move || other.store(1, Relaxed));
        let read = x.load(Relaxed);
        other.join().unwrap();
        assert_eq!(read, 0, "the store came first");
    }
    let complete = explore(program);
    assert!(
        complete.complained_of("the store came first"),
        "{complete:?}"
    );
    let mut permutations = unlimited();
    permutations.max_permutations = Some(2);
    permutations.checkpoint_interval = 1;
    let mut duration = unlimited();
    duration.max_duration = Some(Duration::ZERO);
    // The second check comes before the second execution.
    duration.checkpoint_interval = 2;
    for builder in [permutations, duration] {
        let cut_short = explore_with(builder, program);
        gap(
            cut_short.passed(),
            "returns normally when max_permutations or max_duration has ended the search",
            "suite/src/explore/loom.rs, which tells the difference by counting",
            &cut_short,
        );
        assert!(cut_short.executions < complete.executions, "{cut_short:?}");
    }
    // The suite tells the difference.
    let limits = Limits::Bounded {
        preemptions: 9,
        executions: 1,
    };
    let found = latchwork_suite::explore::explore(&Run::default(), limits, program);
    let found = found.expect("the program passes");
    assert!(
        found.detail.contains("stopped at 1 executions"),
        "{found:?}"
    );
}
