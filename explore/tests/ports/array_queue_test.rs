//! The queue is cleared, and each of its flaws found.

use crate::array_queue::{Flaws, Queue, RIGHT};
use latchwork_explore::FailureKind::{DataRace, Panic};
use latchwork_explore::thread::{JoinHandle, spawn};
use latchwork_explore::{Explorer, Report};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// So many threads push a number of values each, and as many pop as often. Each value comes
/// out once, there or in the end.
fn contend(
    explorer: &Explorer,
    capacity: usize,
    threads: usize,
    times: usize,
    flaws: Flaws,
) -> Report {
    explorer.explore(move || {
        let queue = Arc::new(Queue::new(capacity, flaws));
        let each = |work: fn(&Queue, usize) -> Option<usize>| -> Vec<_> {
            let threads = (0..threads).map(|thread| {
                let queue = Arc::clone(&queue);
                let values = (0..times).map(move |it| thread * times + it);
                spawn(move || values.filter_map(|it| work(&queue, it)).collect())
            });
            threads.collect()
        };
        let pushers = each(|queue, it| queue.push(it).then_some(it));
        let poppers = each(|queue, _| queue.pop());
        let (mut pushed, mut popped) = (all(pushers), all(poppers));
        popped.extend(std::iter::from_fn(|| queue.pop()));
        pushed.sort_unstable();
        popped.sort_unstable();
        assert_eq!(popped, pushed, "each value once");
    })
}

/// What all threads have to say.
fn all(threads: Vec<JoinHandle<Vec<usize>>>) -> Vec<usize> {
    let each = threads.into_iter().map(|it| it.join().unwrap());
    each.flatten().collect()
}

/// None of its weak exchanges needs to fail without a reason: each is made again at once.
#[test]
fn as_it_is() {
    for (capacity, threads, times, executions) in
        [(1, 1, 2, 6), (2, 1, 2, 4), (1, 2, 1, 242), (2, 2, 1, 166)]
    {
        for failures in [0, 1] {
            let explorer = Explorer::new().spurious_failures(failures);
            let report = contend(&explorer, capacity, threads, times, RIGHT);
            assert!(report.ended && report.failure.is_none(), "{report}");
            assert_eq!(report.complete, executions, "{report}");
        }
    }
}

#[test]
fn weakened_orderings() {
    let flaws = Flaws {
        stamped: Relaxed,
        ..RIGHT
    };
    let report = contend(&Explorer::new(), 2, 1, 2, flaws);
    assert_eq!(report.failure.expect("it is wrong").kind, DataRace);
}

/// Who has pushed a value finds one, though another has drawn the position before its own
/// and is not through.
#[test]
fn a_queue_that_is_not_empty() {
    let explore = |flaws| {
        Explorer::new().explore(move || {
            let queue = Arc::new(Queue::new(2, flaws));
            let other = Arc::clone(&queue);
            let other = spawn(move || other.push(1));
            assert!(queue.push(2), "there is room");
            assert!(queue.pop().is_some(), "it is not empty");
            assert!(other.join().unwrap());
        })
    };
    let report = explore(RIGHT);
    assert!(report.ended && report.failure.is_none(), "{report}");
    let report = explore(Flaws {
        looks_again: false,
        ..RIGHT
    });
    let failure = report.failure.expect("it is wrong");
    assert_eq!(failure.kind, Panic, "{failure}");
    assert!(failure.message.contains("it is not empty"), "{failure}");
}
