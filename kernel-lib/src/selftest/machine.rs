//! What only the machine can show.

use arrayvec::ArrayVec;
use core::array;
use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::Relaxed;

use super::Verdict;
use crate::verdict::ensure;
use crate::{MAX_CPUS, Machine};

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

/// What `read` reads is alike on all CPUs.
///
/// # Panics
///
/// If the machine has more than [`MAX_CPUS`] CPUs.
pub fn all_alike(machine: &dyn Machine, read: impl Fn() -> u64 + Sync) -> Verdict {
    let values = on_each(machine, read);
    let first = values[0];
    for (cpu, value) in values.into_iter().enumerate() {
        ensure!(
            value == first,
            "CPU {cpu} read {value:#x} where CPU 0 read {first:#x}"
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
