//! Attempts.

use super::{assert_accepted, assert_rejected};
use crate::machine::Threads;
use crate::twins::flag::{
    AlwaysTries, FailureFrees, FailureJams, Flag, Good, NeverTries, TwoSteps,
};
use crate::twins::racy::Racy;
use latchwork_kernel_lib::selftest::try_lock::try_lock;

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
