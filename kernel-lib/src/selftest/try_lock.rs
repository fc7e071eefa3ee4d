//! `try_lock` succeeds exactly when the lock is free.

use core::hint::spin_loop;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicU64, AtomicUsize, Initial};
use latchwork_lock::{Mutex, RawLock};

use super::count::Counter;
use super::verdict::ensure;
use super::{Locks, On, SelfTest, Verdict};
use crate::Machine;
use crate::together::together;

/// Every lock: an attempt succeeds exactly when the lock is free, and excludes.
#[derive(Debug)]
pub enum TryLock {}

impl SelfTest for TryLock {
    const NAME: &'static str = "try-lock";
    const LOCKS: Locks = Locks::Every;
}

impl<R: RawLock + Initial + Sync> On<R> for TryLock {
    fn run(machine: &dyn Machine, times: u64) -> Verdict {
        try_lock::<R, u64>(machine, times)
    }
}

/// Tries the lock on every CPU: while it is held, when it has been released, and
/// `attempts` times on each with all of them at once.
///
/// On one CPU the holder itself is the one that fails, and nobody is in the way
/// of the last attempts.
pub fn try_lock<R, T>(machine: &dyn Machine, attempts: u64) -> Verdict
where
    R: RawLock + Initial + Sync,
    T: Counter,
{
    alone::<R>(machine)?;
    contended::<R, T>(machine, attempts)
}

/// No two attempts at the same time: the outcome of each is certain.
fn alone<R: RawLock + Initial + Sync>(machine: &dyn Machine) -> Verdict {
    let cpus = machine.cpus();
    let mutex = const { Mutex::<(), R>::new(()) };

    let held = mutex.try_lock();
    ensure!(
        held.is_some(),
        "CPU 0 tried a new lock and failed where it had to succeed"
    );
    for cpu in 0..cpus {
        // Twice: the first failure must leave the lock as it is.
        for attempt in ["first", "second"] {
            ensure!(
                !attempt_on(machine, cpu, &mutex),
                "CPU {cpu} tried the lock that CPU 0 held: its {attempt} attempt succeeded"
            );
        }
    }
    drop(held);
    for cpu in 0..cpus {
        ensure!(
            attempt_on(machine, cpu, &mutex),
            "CPU {cpu} tried the lock after its release and failed where it had to succeed"
        );
    }
    Ok(())
}

/// Whether one attempt on `cpu` succeeds. The lock is released if it does.
fn attempt_on<R: RawLock + Sync>(machine: &dyn Machine, cpu: usize, mutex: &Mutex<(), R>) -> bool {
    let successes = AtomicUsize::new(0);
    machine.run_on(cpu + 1, &|this| {
        if this == cpu && mutex.try_lock().is_some() {
            // Relaxed: `run_on` makes it visible to whoever called it.
            successes.fetch_add(1, Relaxed);
        }
    });
    successes.into_inner() == 1
}

/// All CPUs at the same time: which attempts succeed is open, but those that do
/// exclude each other.
fn contended<R, T>(machine: &dyn Machine, attempts: u64) -> Verdict
where
    R: RawLock + Initial + Sync,
    T: Counter,
{
    let cpus = machine.cpus();
    let mut counter = const { Mutex::<T, R>::new(T::ZERO) };
    let successes = AtomicU64::new(0);
    together(machine, cpus, &|_| {
        let mut succeeded = 0;
        for _ in 0..attempts {
            if let Some(mut guard) = counter.try_lock() {
                T::increment(&mut guard, spin_loop);
                succeeded += 1;
            }
        }
        // Relaxed: `together` makes it visible to whoever called it.
        successes.fetch_add(succeeded, Relaxed);
    });
    let sum = counter.get_mut().get();
    let successes = successes.into_inner();
    ensure!(
        sum == successes,
        "{successes} attempts of {cpus} CPUs succeeded and the sum of their increments is {sum}"
    );
    // Whoever is first finds the lock free, and one CPU always does.
    let fewest = if cpus == 1 { attempts } else { attempts.min(1) };
    ensure!(
        successes >= fewest,
        "{successes} attempts of {cpus} CPUs succeeded, of {attempts} each, and at least {fewest} had to"
    );
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::selftest::twins::flag::{
        AlwaysTries, FailureFrees, FailureJams, Flag, Good, NeverTries, TwoSteps,
    };
    use crate::selftest::twins::racy::Racy;
    use crate::selftest::twins::{assert_accepted, assert_rejected};
    use crate::threads::Threads;

    /// What the self-test must reject, on four CPUs.
    pub(in crate::selftest) const TWINS: &[fn(&dyn Machine) -> Verdict] = &[
        |machine| try_lock::<Flag<NeverTries>, Racy>(machine, 1000),
        |machine| try_lock::<Flag<FailureJams>, Racy>(machine, 1000),
        |machine| try_lock::<Flag<AlwaysTries>, Racy>(machine, 1000),
        |machine| try_lock::<Flag<FailureFrees>, Racy>(machine, 1000),
        |machine| try_lock::<Flag<TwoSteps>, Racy>(machine, 1000),
    ];

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
}
