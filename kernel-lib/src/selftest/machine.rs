//! What only the machine can show.

use arrayvec::ArrayVec;
use core::array;
use core::fmt::Display;
use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::Relaxed;

use super::verdict::ensure;
use super::{Failure, Verdict};
use crate::{MAX_CPUS, Machine};

/// A self-test that a machine has of itself, beside those that every machine runs: what
/// no thread of a host could show.
#[derive(Clone, Copy, Debug)]
pub struct MachineTest {
    /// Its name; behind `machine/`, that of its record.
    pub name: &'static str,
    /// What it does.
    pub run: fn(&dyn Machine) -> Verdict,
}

/// Each CPU has one of its own of what `read` reads: no two CPUs read the same.
///
/// # Panics
///
/// If the machine has more than [`MAX_CPUS`] CPUs.
pub fn each_its_own(machine: &dyn Machine, read: impl Fn() -> u64 + Sync) -> Verdict {
    let values = on_each(machine, read);
    for (cpu, value) in values.iter().enumerate() {
        let first = values.iter().position(|it| it == value);
        let first = first.expect("the value is among them");
        ensure!(
            first == cpu,
            "CPU {first} and CPU {cpu} both read {value:#x}, of which each has its own"
        );
    }
    Ok(())
}

/// What `read` reads, which is called `name`, is alike on all CPUs.
///
/// # Panics
///
/// If the machine has more than [`MAX_CPUS`] CPUs.
pub fn all_alike(machine: &dyn Machine, name: &str, read: impl Fn() -> u64 + Sync) -> Verdict {
    let values = on_each(machine, read);
    let first = values[0];
    for (cpu, value) in values.into_iter().enumerate() {
        ensure!(
            value == first,
            "{name} is {value:#x} on CPU {cpu} and {first:#x} on CPU 0"
        );
    }
    Ok(())
}

/// Nothing is `what`: so the search for it has found nothing.
pub fn nothing_is(what: &str, found: Option<impl Display>) -> Verdict {
    match found {
        None => Ok(()),
        Some(found) => Err(Failure::new(format_args!("{what}: {found}"))),
    }
}

/// What `read` reads, which is called `name`, is `expected` on each CPU.
///
/// # Panics
///
/// If the machine has more than [`MAX_CPUS`] CPUs.
pub fn each_is(
    machine: &dyn Machine,
    name: &str,
    expected: u64,
    read: impl Fn() -> u64 + Sync,
) -> Verdict {
    for (cpu, value) in on_each(machine, read).into_iter().enumerate() {
        ensure!(
            value == expected,
            "{name}: {value} on CPU {cpu}, where {expected} were expected"
        );
    }
    Ok(())
}

/// What each CPU reads, by its number.
fn on_each(machine: &dyn Machine, read: impl Fn() -> u64 + Sync) -> ArrayVec<u64, MAX_CPUS> {
    let cpus = machine.cpus();
    let values: [AtomicU64; MAX_CPUS] = array::from_fn(|_| AtomicU64::new(0));
    // Relaxed: `run_on` makes it visible to whoever called it.
    machine.run_on(cpus, &|cpu| values[cpu].store(read(), Relaxed));
    let values = values.into_iter().take(cpus);
    values.map(AtomicU64::into_inner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selftest::twins::{assert_accepted, assert_rejected};
    use crate::threads::{ThisThread, Threads};
    use latchwork_lock::CurrentCpu;

    fn number() -> u64 {
        ThisThread::current() as u64
    }

    #[test]
    fn what_two_cpus_share_is_rejected() {
        let machine = Threads::new(4);
        assert_rejected(
            each_its_own(&machine, || number() % 3 + 16),
            "CPU 0 and CPU 3 both read 0x10",
        );
        assert_accepted(each_its_own(&machine, number));
    }

    #[test]
    fn what_is_found_is_rejected() {
        assert_rejected(nothing_is("left off", Some("smep")), "left off: smep");
        assert_accepted(nothing_is("left off", None::<&str>));
    }

    #[test]
    fn what_is_not_as_expected_on_one_cpu_is_rejected() {
        let machine = Threads::new(4);
        assert_rejected(
            each_is(&machine, "visits", 17, || 17 + number() / 3),
            "visits: 18 on CPU 3, where 17 were expected",
        );
        assert_accepted(each_is(&machine, "visits", 17, || 17));
    }

    #[test]
    fn what_differs_on_one_cpu_is_rejected() {
        let machine = Threads::new(4);
        assert_rejected(
            all_alike(&machine, "CR0", || 17 + number() / 3),
            "CR0 is 0x12 on CPU 3 and 0x11 on CPU 0",
        );
        assert_accepted(all_alike(&machine, "CR0", || 17));
    }
}
