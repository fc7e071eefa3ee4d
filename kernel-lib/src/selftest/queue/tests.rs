//! A queue for all CPUs, and twins of it that break a promise each.

use crate::selftest::queue::{SharedQueue, queue};
use latchwork_atomic::impl_initial;
use std::collections::VecDeque;
use std::marker::PhantomData;
use std::sync::Mutex;

use crate::Machine;
use crate::selftest::Verdict;
use crate::selftest::twins::{assert_accepted, assert_rejected};
use crate::threads::Threads;

/// What is done with the values, of which there is room for eight.
trait Twin {
    fn put(values: &mut VecDeque<u64>, value: u64) {
        values.push_back(value);
    }

    fn take(values: &mut VecDeque<u64>) -> Option<u64> {
        values.pop_front()
    }
}

/// Keeps every promise.
#[derive(Debug)]
struct Good;

impl Twin for Good {}

/// Drops every value that 5 divides with remainder 3.
#[derive(Debug)]
struct Loses;

impl Twin for Loses {
    fn put(values: &mut VecDeque<u64>, value: u64) {
        if value % 5 != 3 {
            values.push_back(value);
        }
    }
}

/// Gives the value 4 in the place of each that waits behind it.
#[derive(Debug)]
struct Repeats;

impl Twin for Repeats {
    fn take(values: &mut VecDeque<u64>) -> Option<u64> {
        match values.front() {
            Some(4) if values.len() > 1 => {
                values.remove(1);
                Some(4)
            }
            _ => values.pop_front(),
        }
    }
}

/// Gives a value that nobody has put.
#[derive(Debug)]
struct Invents;

impl Twin for Invents {
    fn take(values: &mut VecDeque<u64>) -> Option<u64> {
        values
            .pop_front()
            .map(|value| if value == 7 { u64::MAX } else { value })
    }
}

/// Last in, first out.
#[derive(Debug)]
struct Stack;

impl Twin for Stack {
    fn take(values: &mut VecDeque<u64>) -> Option<u64> {
        values.pop_back()
    }
}

/// The queue that does what `T` says.
#[derive(Debug)]
struct Shared<T> {
    values: Mutex<VecDeque<u64>>,
    twin: PhantomData<fn() -> T>,
}

impl_initial! { impl[T] Shared<T> = Self {
    values: Mutex::new(VecDeque::new()),
    twin: PhantomData,
} }

impl<T: Twin> SharedQueue for Shared<T> {
    fn put(&self, value: u64) -> bool {
        let mut values = self.values.lock().expect("no CPU has panicked");
        let room = values.len() < 8;
        if room {
            T::put(&mut values, value);
        }
        room
    }

    fn take(&self) -> Option<u64> {
        T::take(&mut self.values.lock().expect("no CPU has panicked"))
    }
}

/// What the self-test must reject, on four CPUs.
pub(in crate::selftest) const TWINS: &[fn(&dyn Machine) -> Verdict] = &[
    |machine| queue::<Shared<Loses>>(machine, 100),
    |machine| queue::<Shared<Repeats>>(machine, 100),
    |machine| queue::<Shared<Invents>>(machine, 100),
    |machine| queue::<Shared<Stack>>(machine, 100),
];

#[test]
fn queue_rejects_losses_repetitions_inventions_and_other_orders() {
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
