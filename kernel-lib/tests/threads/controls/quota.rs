//! Quotas that break a promise each.

use latchwork_kernel_lib::selftest::quota::{SharedQuota, quota};
use std::marker::PhantomData;
use std::sync::Mutex;
use std::thread::yield_now;

use super::{assert_accepted, assert_rejected};
use crate::machine::Threads;

/// What is done with the units that are free.
trait Twin {
    fn charge(free: &Mutex<usize>, units: usize) -> bool {
        take(free, units)
    }

    fn uncharge(free: &Mutex<usize>, units: usize) -> bool {
        *free.lock().expect("no CPU has panicked") += units;
        true
    }

    fn split(free: &Mutex<usize>, units: usize) -> Option<usize> {
        take(free, units).then_some(units)
    }
}

fn take(free: &Mutex<usize>, units: usize) -> bool {
    let mut free = free.lock().expect("no CPU has panicked");
    let enough = units <= *free;
    *free -= if enough { units } else { 0 };
    enough
}

/// Keeps every promise.
struct Good;

impl Twin for Good {}

/// Looks and charges in two steps.
struct Overruns;

impl Twin for Overruns {
    fn charge(free: &Mutex<usize>, units: usize) -> bool {
        let enough = units <= *free.lock().expect("no CPU has panicked");
        yield_now();
        if enough {
            let mut free = free.lock().expect("no CPU has panicked");
            *free = free.saturating_sub(units);
        }
        enough
    }
}

/// Gives nothing back.
struct Keeps;

impl Twin for Keeps {
    fn uncharge(_free: &Mutex<usize>, _units: usize) -> bool {
        false
    }
}

/// Splits off without taking away.
struct Copies;

impl Twin for Copies {
    fn split(_free: &Mutex<usize>, units: usize) -> Option<usize> {
        Some(units)
    }
}

/// Splits off more than it takes away.
struct Doubles;

impl Twin for Doubles {
    fn split(free: &Mutex<usize>, units: usize) -> Option<usize> {
        take(free, units).then_some(2 * units)
    }
}

/// The quota that does what `T` says.
struct Units<T> {
    free: Mutex<usize>,
    twin: PhantomData<fn() -> T>,
}

impl<T: Twin> SharedQuota for Units<T> {
    fn new(limit: usize) -> Self {
        Self {
            free: Mutex::new(limit),
            twin: PhantomData,
        }
    }

    fn charge(&self, units: usize) -> bool {
        T::charge(&self.free, units)
    }

    fn uncharge(&self, units: usize) -> bool {
        T::uncharge(&self.free, units)
    }

    fn split(&self, units: usize) -> Option<Self> {
        T::split(&self.free, units).map(Self::new)
    }
}

#[test]
fn quota_rejects_overruns_losses_and_new_units() {
    for cpus in [1, 4] {
        let machine = Threads::new(cpus);
        assert_accepted(quota::<Units<Good>>(&machine, 1000));
        assert_rejected(
            quota::<Units<Keeps>>(&machine, 100),
            "units could not be given back",
        );
        assert_rejected(
            quota::<Units<Copies>>(&machine, 100),
            ["and not 0 were left", "times 3 units were split off"][usize::from(cpus > 1)],
        );
        assert_rejected(
            quota::<Units<Doubles>>(&machine, 100),
            "units that were split off allowed fewer or more",
        );
    }
    // It takes two to overrun.
    let machine = Threads::new(4);
    assert_rejected(
        quota::<Units<Overruns>>(&machine, 10_000),
        "units at a time, of a quota of 4",
    );
}
