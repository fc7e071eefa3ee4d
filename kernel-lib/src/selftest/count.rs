//! Increments under the lock are not lost.

use core::hint::{black_box, spin_loop};
use core::ops::DerefMut;
use latchwork_atomic::Initial;
use latchwork_lock::{Mutex, RawLock};

use super::verdict::ensure;
use super::{Locks, On, SelfTest, Verdict};
use crate::Machine;
use crate::together::together;

/// Every lock: increments under it are not lost.
#[derive(Debug)]
pub enum Count {}

impl SelfTest for Count {
    const NAME: &'static str = "count";
    const LOCKS: Locks = Locks::Every;
}

impl<R: RawLock + Initial + Sync> On<R> for Count {
    fn run(machine: &dyn Machine, times: u64) -> Verdict {
        count::<R, u64>(machine, times)
    }
}

/// A number whose increments get lost if two are made at the same time.
///
/// It is a plain `u64`. A test that lets a broken lock fail cannot use that,
/// because it would be a data race; it brings a number made of atomics that
/// loses increments too.
pub trait Counter: Send {
    /// Nothing counted.
    const ZERO: Self;

    /// Reads the number, calls `between`, and writes one more than it read.
    fn increment(guard: &mut impl DerefMut<Target = Self>, between: impl FnOnce());

    /// The number.
    fn get(&self) -> u64;
}

impl Counter for u64 {
    const ZERO: Self = 0;

    fn increment(guard: &mut impl DerefMut<Target = Self>, between: impl FnOnce()) {
        // The black box keeps the compiler from reading after the call.
        let number = black_box(**guard);
        between();
        **guard = number + 1;
    }

    fn get(&self) -> u64 {
        *self
    }
}

/// Lets every CPU increment a number `acquisitions` times under one lock: the
/// sum is exact.
pub fn count<R, T>(machine: &dyn Machine, acquisitions: u64) -> Verdict
where
    R: RawLock + Initial + Sync,
    T: Counter,
{
    let cpus = machine.cpus();
    let mut counter = const { Mutex::<T, R>::new(T::ZERO) };
    together(machine, cpus, &|_| {
        for _ in 0..acquisitions {
            // The hint is where a hypervisor switches CPUs: others then run while this one
            // is between its two steps.
            T::increment(&mut counter.lock(), spin_loop);
        }
    });
    let sum = counter.get_mut().get();
    let expected = acquisitions * cpus as u64;
    ensure!(
        sum == expected,
        "{cpus} CPUs made {expected} increments under the lock and the sum is {sum}"
    );
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::selftest::twins::flag::{Flag, Good, Open};
    use crate::selftest::twins::racy::Racy;
    use crate::selftest::twins::{assert_accepted, assert_rejected};
    use crate::threads::Threads;

    /// What the self-test must reject, on four CPUs.
    pub(in crate::selftest) const TWINS: &[fn(&dyn Machine) -> Verdict] =
        &[|machine| count::<Flag<Open>, Racy>(machine, 1000)];

    #[test]
    fn count_rejects_a_lock_that_does_not_exclude() {
        let machine = Threads::new(4);
        assert_rejected(
            count::<Flag<Open>, Racy>(&machine, 1000),
            "4 CPUs made 4000 increments under the lock and the sum is ",
        );
        assert_accepted(count::<Flag<Good>, Racy>(&machine, 1000));
    }
}
