//! A quota that CPUs share is never overrun, and gives every unit back.

use core::hint::spin_loop;
use latchwork_atomic::AtomicUsize;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_lock::RawLock;
use latchwork_lock::author::Initial;
use latchwork_mem::Quota;

use super::verdict::ensure;
use super::{Locks, On, SelfTest, Verdict};
use crate::Machine;
use crate::together::together;

/// The quota of `latchwork-mem` over every lock: what is charged and split off never
/// exceeds it, and what is given back can be charged again.
#[derive(Debug)]
pub enum Quotas {}

impl SelfTest for Quotas {
    const NAME: &'static str = "quota";
    const LOCKS: Locks = Locks::Every;
}

impl<R: RawLock + Initial + Sync> On<R> for Quotas {
    fn run(machine: &dyn Machine, times: u64) -> Verdict {
        quota::<Quota<R>>(machine, times)
    }
}

/// How many units something may use.
///
/// A test that lets a broken quota fail brings its own.
pub trait Limited: Sync {
    /// One of `limit` units.
    fn of(limit: usize) -> Self;

    /// Charges `units`; whether they were free.
    fn charge(&self, units: usize) -> bool;

    /// Gives `units` back; whether they were charged.
    fn uncharge(&self, units: usize) -> bool;

    /// Splits `units` off, for good; whether they were free.
    fn split(&self, units: usize) -> bool;
}

impl<R: RawLock + Initial + Sync> Limited for Quota<R> {
    fn of(limit: usize) -> Self {
        Quota::new(limit)
    }

    fn charge(&self, units: usize) -> bool {
        Quota::charge(self, units).is_ok()
    }

    fn uncharge(&self, units: usize) -> bool {
        Quota::uncharge(self, units).is_ok()
    }

    fn split(&self, units: usize) -> bool {
        Quota::split::<R>(self, units).is_ok()
    }
}

/// Spin hints that a charge is kept for: long enough for another CPU to be granted one, too,
/// if the quota is overrun.
const HOLD: usize = 50;

/// Lets every CPU charge two units `times` times, and give them back if they were
/// charged, of a quota that has one unit for each CPU and one more. All CPUs but one begin
/// by splitting a unit off, so that two are left. What is charged is counted beside the
/// quota.
pub fn quota<Q: Limited>(machine: &dyn Machine, times: u64) -> Verdict {
    let cpus = machine.cpus();
    let limit = cpus + 1;
    let quota = Q::of(limit);
    let (charged, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (split_off, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // Relaxed, all: they are counts. A charge is counted after it has been granted, and no
    // longer counted before it is given back, so that the count is never too high.
    together(machine, cpus, &|cpu| {
        if cpu > 0 && quota.split(1) {
            split_off.fetch_add(1, Relaxed);
        }
        for _ in 0..times {
            // Before the charge: what is split off afterwards may be what was charged now,
            // and given back.
            let split_off = split_off.load(Relaxed);
            if quota.charge(2) {
                let now = charged.fetch_add(2, Relaxed) + 2;
                // Others find nothing free meanwhile.
                for _ in 0..HOLD {
                    spin_loop();
                }
                most.fetch_max(now + split_off, Relaxed);
                charged.fetch_sub(2, Relaxed);
                if !quota.uncharge(2) {
                    refused.fetch_add(1, Relaxed);
                }
            }
        }
    });
    let (most, refused) = (most.into_inner(), refused.into_inner());
    ensure!(
        most <= limit,
        "{most} units of {limit} were charged or split off at a time"
    );
    ensure!(
        refused == 0,
        "{refused} charges were not taken back from those who had been granted them"
    );
    let left = limit - split_off.into_inner();
    ensure!(
        quota.split(1),
        "1 of {left} units could not be split off in the end"
    );
    let free = left - 1;
    ensure!(
        !quota.charge(free + 1),
        "{} units were charged in the end, and {free} had to be free",
        free + 1
    );
    ensure!(
        quota.charge(free),
        "{free} units had to be free in the end, and were not"
    );
    ensure!(
        !quota.uncharge(free + 1) && quota.uncharge(free),
        "{free} units were charged, and other than these were given back"
    );
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::selftest::twins::{assert_accepted, assert_rejected};
    use crate::threads::Threads;
    use std::marker::PhantomData;
    use std::sync::Mutex;
    use std::thread::yield_now;

    /// What is done with the units: the limit, and how many are charged.
    trait Twin: Sync {
        fn charge(units: &Mutex<(usize, usize)>, asked: usize) -> bool {
            let mut units = units.lock().unwrap();
            let free = asked <= units.0.saturating_sub(units.1);
            if free {
                units.1 += asked;
            }
            free
        }

        fn uncharge((_, charged): &mut (usize, usize), returned: usize) -> bool {
            let are = returned <= *charged;
            if are {
                *charged -= returned;
            }
            are
        }

        fn split((limit, charged): &mut (usize, usize), asked: usize) -> bool {
            let free = asked <= limit.saturating_sub(*charged);
            if free {
                *limit -= asked;
            }
            free
        }
    }

    /// Keeps every promise.
    enum Good {}
    impl Twin for Good {}

    /// Decides first, and charges after that.
    enum Hasty {}
    impl Twin for Hasty {
        fn charge(units: &Mutex<(usize, usize)>, asked: usize) -> bool {
            let (limit, charged) = *units.lock().unwrap();
            yield_now();
            let free = asked <= limit.saturating_sub(charged);
            if free {
                units.lock().unwrap().1 += asked;
            }
            free
        }
    }

    /// Gives back one unit of two.
    enum Leaking {}
    impl Twin for Leaking {
        fn uncharge((_, charged): &mut (usize, usize), _returned: usize) -> bool {
            *charged = charged.saturating_sub(1);
            true
        }
    }

    /// Keeps what it splits off.
    enum Generous {}
    impl Twin for Generous {
        fn split((limit, charged): &mut (usize, usize), asked: usize) -> bool {
            asked <= limit.saturating_sub(*charged)
        }
    }

    /// Takes back whatever it is given.
    enum Trusting {}
    impl Twin for Trusting {
        fn uncharge((_, charged): &mut (usize, usize), returned: usize) -> bool {
            *charged = charged.saturating_sub(returned);
            true
        }
    }

    /// The quota that does what `T` says.
    struct Units<T>(Mutex<(usize, usize)>, PhantomData<fn() -> T>);

    impl<T: Twin> Limited for Units<T> {
        fn of(limit: usize) -> Self {
            Self(Mutex::new((limit, 0)), PhantomData)
        }

        fn charge(&self, units: usize) -> bool {
            T::charge(&self.0, units)
        }

        fn uncharge(&self, units: usize) -> bool {
            T::uncharge(&mut self.0.lock().unwrap(), units)
        }

        fn split(&self, units: usize) -> bool {
            T::split(&mut self.0.lock().unwrap(), units)
        }
    }

    /// What the self-test must reject, on four CPUs.
    pub(in crate::selftest) const TWINS: &[fn(&dyn Machine) -> Verdict] = &[
        |machine| quota::<Units<Leaking>>(machine, 1000),
        |machine| quota::<Units<Generous>>(machine, 1000),
        |machine| quota::<Units<Trusting>>(machine, 1000),
    ];

    #[test]
    fn quota_rejects_what_loses_units_and_what_makes_some() {
        for cpus in [1, 4] {
            let machine = Threads::new(cpus);
            assert_accepted(quota::<Units<Good>>(&machine, 1000));
            assert_rejected(quota::<Units<Leaking>>(&machine, 1000), " in the end");
            assert_rejected(
                quota::<Units<Trusting>>(&machine, 1000),
                "and other than these were given back",
            );
        }
        assert_rejected(
            quota::<Units<Generous>>(&Threads::new(1), 1000),
            "2 units were charged in the end, and 1 had to be free",
        );
    }

    #[test]
    fn quota_rejects_an_overrun() {
        // Two CPUs must be at it at the same time, which threads are sooner or later.
        let machine = Threads::new(4);
        let mut runs = (0..1000).map(|_| quota::<Units<Hasty>>(&machine, 1000));
        let rejected = runs.find(Result::is_err).expect("a promise is broken");
        assert_rejected(rejected, "units of 5 were charged or split off at a time");
    }
}
