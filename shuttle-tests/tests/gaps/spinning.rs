//! Spin loops.

use crate::sample::{Sampled, config, every_schedule, gap, random, sample};
use latchwork_atomic::Ordering::{Acquire, Release};
use latchwork_atomic::{AtomicUsize, SpinHint, WaitUntil};
use shuttle::scheduler::Scheduler;
use shuttle::thread::{park, spawn, yield_now};
use std::sync::Arc;

/// What shuttle says of a schedule that does not end.
const STEPS: &str = "exceeded max_steps";

/// One thread stores a value, the other waits for it by `wait`.
fn wait_for_a_store(scheduler: impl Scheduler + 'static, wait: fn(&AtomicUsize)) -> Sampled<()> {
    sample(config(), scheduler, move || {
        let x = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&x);
        let other = spawn(move || other.store(1, Release));
        wait(&x);
        other.join().unwrap();
    })
}

/// The depth-first scheduler takes the first thread that can run, again and
/// again: a spinner, which a fair scheduler would leave in time for the store.
/// Yielding does not help.
#[test]
fn depth_first_search_never_leaves_a_spin_loop() {
    let by_yielding = |x: &AtomicUsize| {
        while x.load(Acquire) == 0 {
            yield_now();
        }
    };
    let by_wait_until = |x: &AtomicUsize| {
        x.wait_until::<SpinHint>(Acquire, |x| x == 1);
    };
    let waits: [fn(&AtomicUsize); 2] = [by_yielding, by_wait_until];
    for wait in waits {
        let stuck = wait_for_a_store(every_schedule(), wait);
        gap(
            stuck.complained_of(STEPS),
            "spins for ever under its depth-first scheduler",
            "Sampling in suite/src/explore/shuttle.rs, which leaves that out",
            &stuck,
        );
        let random = wait_for_a_store(random(), wait);
        assert!(random.passed(), "at random it ends: {random:?}");
    }
    let no_loop = wait_for_a_store(every_schedule(), |x| x.store(2, Release));
    assert!(no_loop.passed(), "without a loop it ends: {no_loop:?}");
    assert!(no_loop.schedules > 1, "{no_loop:?}");
}

/// Nobody stores what the loop waits for. shuttle does not say that this is a
/// deadlock, only that a schedule got long.
#[test]
fn a_livelock_is_only_a_long_schedule() {
    let spinning = sample(config(), random(), || {
        AtomicUsize::new(0).wait_until::<SpinHint>(Acquire, |x| x == 1);
    });
    gap(
        spinning.complained_of(STEPS),
        "reports a livelock as too many steps",
        "Property::classify in suite/src/check.rs",
        &spinning,
    );
    let parked = sample(config(), random(), park);
    assert!(parked.complained_of("deadlock"), "{parked:?}");
}
