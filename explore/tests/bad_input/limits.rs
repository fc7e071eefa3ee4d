//! Models that are too large.

use crate::{failure, place};
use latchwork_explore::FailureKind::{Misuse, StepLimit};
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, thread::spawn};
use std::sync::Arc;

fn here(mark: &str) -> String {
    place("limits.rs", include_str!("limits.rs"), mark)
}

fn idle(threads: usize) {
    let spawned = (1..threads).map(|_| spawn(|| ())); // spawns all
    let others: Vec<_> = spawned.collect();
    for other in others {
        other.join().unwrap();
    }
}

#[test]
fn too_many_threads() {
    let sixteen = Explorer::new().explore(|| idle(Explorer::MAX_THREADS));
    assert!(sixteen.ended && sixteen.failure.is_none(), "{sixteen:?}");
    let seventeen = Explorer::new().explore(|| idle(Explorer::MAX_THREADS + 1));
    failure(
        seventeen,
        Misuse,
        &["too many threads", "at most 16", &here("spawns all")],
    );
}

/// Not all at the same time: it is the number of a model's threads that counts.
#[test]
fn too_many_threads_one_after_another() {
    let seventeen = Explorer::new().explore(|| {
        for _ in 0..Explorer::MAX_THREADS {
            let other = spawn(|| ()); // spawns one
            other.join().unwrap();
        }
    });
    failure(
        seventeen,
        Misuse,
        &["too many threads", "at most 16", &here("spawns one")],
    );
}

/// A loop that polls, of which every turn is explored, never ends in some execution.
#[test]
fn a_loop_that_polls_turn_by_turn() {
    let explorer = Explorer::new().step_limit(100).every_turn();
    let report = explorer.explore(|| {
        let flag = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&flag);
        let other = spawn(move || other.store(1, Relaxed));
        while flag.load(Relaxed) == 0 {} // polls
        other.join().unwrap();
    });
    let failure = failure(
        report,
        StepLimit,
        &["100 steps", &here("polls"), "await_until"],
    );
    assert_eq!(failure.thread, Some(0), "whose loop it is");
}

/// A loop of two lines, in another thread: both are named.
#[test]
fn a_loop_of_two_accesses() {
    let report = Explorer::new().step_limit(100).explore(|| {
        let flags = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let other = Arc::clone(&flags);
        let other = spawn(move || {
            loop {
                let flag = other[0].load(Relaxed); // looks
                if flag == 1 {
                    break;
                }
                other[1].fetch_add(1, Relaxed); // adds
            }
        });
        other.join().unwrap();
    });
    let failure = failure(report, StepLimit, &[&here("looks"), &here("adds")]);
    assert_eq!(failure.thread, Some(1), "whose loop it is");
}
