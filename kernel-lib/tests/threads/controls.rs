//! Every self-test rejects a lock that breaks the promise which it tests, and
//! accepts one that differs from it only in keeping it.

use crate::machine::Threads;
use crate::twins::flag::{
    AlwaysTries, FailureFrees, FailureJams, Flag, Good, NeverTries, Open, TwoSteps,
};
use crate::twins::queue::{FirstCome, Hidden, Highest, LastCome, Lowest, Queue};
use crate::twins::racy::Racy;
use crate::twins::shared;
use crate::twins::tickets::Skipping;
use latchwork_kernel_lib::selftest::{
    Verdict, arrival_order, conduct, count, queue, ticket_order, try_lock,
};
use latchwork_lock::TicketLock;

/// The failure's text must contain `saw`.
#[track_caller]
fn assert_rejected(verdict: Verdict, saw: &str) {
    let failure = verdict.expect_err("the lock breaks its promise");
    let text = failure.as_str();
    assert!(text.contains(saw), "{text:?} does not say {saw:?}");
}

#[track_caller]
fn assert_accepted(verdict: Verdict) {
    verdict.expect("the lock keeps its promise");
}

#[test]
fn count_rejects_a_lock_that_does_not_exclude() {
    let machine = Threads::new(4);
    assert_rejected(
        count::<Flag<Open>, Racy>(&machine, 1000),
        "4 CPUs made 4000 increments under the lock and the sum is ",
    );
    assert_accepted(count::<Flag<Good>, Racy>(&machine, 1000));
}

#[test]
fn arrival_order_rejects_other_orders() {
    let machine = Threads::new(4);
    assert_rejected(
        arrival_order::<Queue<LastCome>>(&machine),
        "CPU 3 was served at place 1 where CPU 1 had arrived",
    );
    assert_rejected(
        arrival_order::<Queue<Highest>>(&machine),
        "CPU 3 was served at place 1 where CPU 1 had arrived",
    );
    assert_rejected(
        arrival_order::<Queue<Lowest>>(&machine),
        "CPU 1 was served at place 1 where CPU 3 had arrived",
    );
    assert_accepted(arrival_order::<Queue<FirstCome>>(&machine));
}

#[test]
fn arrival_order_rejects_a_doorway_that_shows_nothing() {
    for cpus in [1, 4] {
        let machine = Threads::new(cpus);
        assert_rejected(
            arrival_order::<Queue<Hidden>>(&machine),
            "the doorway was 0 before CPU 0 arrived and 0 while it held the lock",
        );
        assert_accepted(arrival_order::<Queue<FirstCome>>(&machine));
    }
}

#[test]
fn ticket_order_rejects_a_gap() {
    for cpus in [1, 4] {
        let machine = Threads::new(cpus);
        assert_rejected(
            ticket_order::<Skipping>(&machine, 20),
            "ticket 2 was served where ticket 1 was next",
        );
        assert_accepted(ticket_order::<TicketLock>(&machine, 20));
    }
}

#[test]
fn try_lock_must_succeed_on_a_free_lock() {
    for cpus in [1, 2] {
        let machine = Threads::new(cpus);
        assert_rejected(
            try_lock::<Flag<NeverTries>, Racy>(&machine, 1000),
            "CPU 0 tried a new lock and failed",
        );
        assert_rejected(
            try_lock::<Flag<FailureJams>, Racy>(&machine, 1000),
            "CPU 0 tried the lock after its release and failed",
        );
        assert_accepted(try_lock::<Flag<Good>, Racy>(&machine, 1000));
    }
}

#[test]
fn try_lock_must_fail_on_a_held_lock() {
    for cpus in [1, 2] {
        let machine = Threads::new(cpus);
        assert_rejected(
            try_lock::<Flag<AlwaysTries>, Racy>(&machine, 1000),
            "CPU 0 tried the lock that CPU 0 held: its first attempt succeeded",
        );
        assert_rejected(
            try_lock::<Flag<FailureFrees>, Racy>(&machine, 1000),
            "CPU 0 tried the lock that CPU 0 held: its second attempt succeeded",
        );
    }
}

#[test]
fn try_lock_must_exclude_under_contention() {
    let machine = Threads::new(4);
    assert_rejected(
        try_lock::<Flag<TwoSteps>, Racy>(&machine, 1000),
        "of 4 CPUs succeeded and the sum of their increments is ",
    );
}

#[test]
fn queue_rejects_losses_repetitions_inventions_and_other_orders() {
    use shared::{Good, Invents, Loses, Repeats, Shared, Stack};
    for cpus in [1, 4] {
        let machine = Threads::new(cpus);
        assert_rejected(
            queue::<Shared<Loses>>(&machine, 100),
            "CPU 0 put 64 values and ",
        );
        assert_rejected(
            queue::<Shared<Repeats>>(&machine, 100),
            "values came out a second time",
        );
        assert_rejected(
            queue::<Shared<Invents>>(&machine, 100),
            "values came out that no CPU had put",
        );
        assert_rejected(
            queue::<Shared<Stack>>(&machine, 100),
            "values came out after one that the same CPU had put later",
        );
        assert_accepted(queue::<Shared<Good>>(&machine, 100));
    }
}

#[test]
fn what_was_seen_is_reported() {
    let machine = Threads::new(1);
    let passed = conduct(&machine, "Hidden/arrival-order", || {
        arrival_order::<Queue<Hidden>>(&machine)
    });
    assert!(!passed);
    let [begin, test] = &machine.lines()[..] else {
        panic!("a begin and a test: {:?}", machine.lines());
    };
    assert_eq!(begin, r#"{"Begin":{"test":"Hidden/arrival-order"}}"#);
    assert!(
        test.starts_with(r#"{"Test":{"test":"Hidden/arrival-order","passed":false,"ticks":"#),
        "{test}"
    );
    let saw = r#","saw":"the doorway was 0 before CPU 0 arrived and 0 while it held the lock"}}"#;
    assert!(test.ends_with(saw), "{test}");
}
