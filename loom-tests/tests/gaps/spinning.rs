//! Spin loops.

use crate::explore::{BRANCHES, Explored, explore, gap};
use latchwork_atomic::{AtomicUsize, SpinHint, WaitUntil};
use loom::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use loom::thread::{park, spawn, yield_now};
use std::sync::Arc;

/// How a thread waits for a value.
type Wait = fn(&AtomicUsize, usize);

fn wait_by_yielding(atomic: &AtomicUsize, value: usize) {
    while atomic.load(Acquire) != value {
        yield_now();
    }
}

fn wait_by_wait_until(atomic: &AtomicUsize, value: usize) {
    atomic.wait_until::<SpinHint>(Acquire, |now| now == value);
}

/// Nobody stores what the loop waits for. loom does not say that this is a
/// deadlock, only that an execution got long; so it is with `wait_until`.
#[test]
fn a_spinning_deadlock_is_only_a_long_execution() {
    let waits: [Wait; 2] = [wait_by_yielding, wait_by_wait_until];
    for wait in waits {
        let spinning = explore(move || wait(&AtomicUsize::new(0), 1));
        gap(
            spinning.complained_of(BRANCHES),
            "reports a spinning deadlock as too many branches",
            "Property::classify in suite/src/check.rs",
            &spinning,
        );
    }
    let parked = explore(park);
    assert!(parked.complained_of("deadlock"), "{parked:?}");
}

/// A ticket lock: each thread takes it once. Two waiters that only yield wake
/// each other for ever, ahead of the holder's store, in an execution that no
/// fair scheduler has. With failed polls pruned the search ends.
#[test]
fn two_spinners_that_yield_keep_each_other_awake() {
    fn ticket_lock(threads: usize, wait: Wait) -> Explored<()> {
        explore(move || {
            let lock = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
            let take = move |(next, owner): &(AtomicUsize, AtomicUsize)| {
                let ticket = next.fetch_add(1, Relaxed);
                wait(owner, ticket);
                owner.store(ticket + 1, Release);
            };
            let others: Vec<_> = (1..threads)
                .map(|_| {
                    let lock = Arc::clone(&lock);
                    spawn(move || take(&lock))
                })
                .collect();
            take(&lock);
            for other in others {
                other.join().unwrap();
            }
        })
    }
    let three = ticket_lock(3, wait_by_yielding);
    gap(
        three.complained_of(BRANCHES),
        "takes two spinners that yield to each other for a livelock",
        "docs/pruning.md",
        &three,
    );
    let two = ticket_lock(2, wait_by_yielding);
    assert!(two.passed(), "one spinner at a time: {two:?}");
    let pruned = ticket_lock(3, wait_by_wait_until);
    assert!(pruned.passed(), "failed polls pruned: {pruned:?}");
}
