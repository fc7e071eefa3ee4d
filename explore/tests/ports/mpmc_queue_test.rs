//! Vyukov's queue is cleared, and each of its flaws found.

use crate::mpmc_queue::{Flaws, Queue, RIGHT};
use latchwork_explore::FailureKind::{self, DataRace, Livelock};
use latchwork_explore::thread::spawn;
use latchwork_explore::{Explorer, Report};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// So many values are in the queue. One thread pushes another, `consumers` pop
/// one each; what is left is popped in the end. Each value must come out once,
/// and no thread may see an older value after a newer one.
fn producer_and_consumers(
    capacity: usize,
    queued: usize,
    consumers: usize,
    flaws: Flaws,
) -> Report {
    Explorer::new().step_limit(200).explore(|| {
        let queue = Arc::new(Queue::new(capacity, flaws));
        let mut pushed: Vec<_> = (0..queued).filter(|&value| queue.push(value)).collect();
        let threads: Vec<_> = (0..consumers)
            .map(|_| {
                let queue = Arc::clone(&queue);
                spawn(move || queue.pop())
            })
            .collect();
        if queue.push(queued) {
            pushed.push(queued);
        }
        let mut popped: Vec<_> = threads
            .into_iter()
            .filter_map(|thread| thread.join().unwrap())
            .collect();
        let rest: Vec<_> = std::iter::from_fn(|| queue.pop())
            .take(capacity + 1)
            .collect();
        assert!(rest.is_sorted(), "first in, first out: {rest:?}");
        popped.extend(rest);
        popped.sort_unstable();
        assert_eq!(popped, pushed, "each value once");
    })
}

/// Two producers, one of which comes round to the first slot, and one consumer.
fn two_producers(flaws: Flaws) -> Report {
    two_producers_by(&Explorer::new().step_limit(200), flaws)
}

fn two_producers_by(explorer: &Explorer, flaws: Flaws) -> Report {
    explorer.explore(|| {
        let queue = Arc::new(Queue::new(2, flaws));
        assert!(queue.push(0));
        let [other, consumer] = [Arc::clone(&queue), Arc::clone(&queue)];
        let other = spawn(move || other.push(1).then_some(1));
        let consumer = spawn(move || consumer.pop());
        let mut pushed = vec![0];
        pushed.extend(queue.push(2).then_some(2));
        pushed.extend(other.join().unwrap());
        let mut popped: Vec<_> = consumer.join().unwrap().into_iter().collect();
        popped.extend(std::iter::from_fn(|| queue.pop()).take(3));
        popped.sort_unstable();
        pushed.sort_unstable();
        assert_eq!(popped, pushed, "each value once");
    })
}

#[track_caller]
fn clears(what: &str, report: &Report, at_least: u64) {
    println!(
        "{what}: {} executions, {:.2?}",
        report.complete, report.elapsed
    );
    assert!(
        report.ended && report.failure.is_none(),
        "{what}: {:?}",
        report.failure
    );
    assert!(
        report.complete >= at_least,
        "{what}: {} executions",
        report.complete
    );
}

#[track_caller]
fn finds(what: &str, report: Report, kinds: &[FailureKind]) {
    let failure = report
        .failure
        .unwrap_or_else(|| panic!("{what}: passes {} executions", report.complete));
    println!("{what}: {failure}");
    assert!(
        kinds.contains(&failure.kind),
        "{what}: {failure}
{}",
        failure.execution,
    );
}

#[test]
fn as_published() {
    clears(
        "one consumer, empty",
        &producer_and_consumers(2, 0, 1, RIGHT),
        2,
    );
    clears(
        "one consumer, full",
        &producer_and_consumers(2, 2, 1, RIGHT),
        2,
    );
    clears("two consumers", &producer_and_consumers(2, 2, 2, RIGHT), 10);
    clears("two producers", &two_producers(RIGHT), 10);
}

/// Each of its weak exchanges is made again at once, so none needs to fail without a
/// reason.
#[test]
fn weak_exchanges_cost_nothing() {
    let [without, with] = [0, 1].map(|failures| {
        let explorer = Explorer::new().spurious_failures(failures);
        two_producers_by(&explorer, RIGHT)
    });
    println!("{without}\n{with}");
    let executions = |it: &Report| (it.ended, it.complete, it.blocked);
    assert_eq!(executions(&with), executions(&without));
    assert!(without.spurious_limit_reached && !with.spurious_limit_reached);
}

#[test]
fn weakened_orderings() {
    // A consumer of what the producer fills, and a producer into what the consumer
    // has emptied.
    for (what, queued, flaws) in [
        (
            "look relaxed, empty",
            0,
            Flaws {
                look: Relaxed,
                ..RIGHT
            },
        ),
        (
            "look relaxed, full",
            2,
            Flaws {
                look: Relaxed,
                ..RIGHT
            },
        ),
        (
            "filled relaxed",
            0,
            Flaws {
                filled: Relaxed,
                ..RIGHT
            },
        ),
        (
            "emptied relaxed",
            2,
            Flaws {
                emptied: Relaxed,
                ..RIGHT
            },
        ),
    ] {
        finds(
            what,
            producer_and_consumers(2, queued, 1, flaws),
            &[DataRace],
        );
    }
}

/// A producer that does not look at the sequence number of its slot writes to one
/// that is full, or still being read. The consumer whose value was overwritten
/// finds that its turn is over, and goes round for ever.
#[test]
fn a_producer_that_does_not_look() {
    let flaws = Flaws {
        producers_look: false,
        ..RIGHT
    };
    let report = producer_and_consumers(2, 2, 1, flaws);
    finds("no look", report, &[DataRace, Livelock]);
}

/// The published queue asserts that the capacity is two or more. With one, a
/// producer takes a full slot for an empty one, and the consumer goes round.
#[test]
fn a_capacity_of_one() {
    let report = producer_and_consumers(1, 1, 0, RIGHT);
    finds("capacity 1", report, &[Livelock]);
}
