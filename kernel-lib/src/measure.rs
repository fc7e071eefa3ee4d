//! How long the path of an operation is, from its call to its return, on one CPU.
//!
//! The unit is the machine's tick. Where a tick is an instruction (an emulator that counts
//! them: QEMU's `-icount shift=0`), a path is so many instructions long, and every run says
//! so again.

use core::hint::black_box;

use latchwork_atomic::Ordering::{Acquire, Release};
use latchwork_atomic::{AtomicBool, Initial};
use latchwork_cpu::{Cpu, CurrentCpu, interrupts, preemption};
use latchwork_lock::{AsIs, InterruptsOff, Mutex, Policy, PreemptionOff, RawLock, for_each_lock};

use crate::protocol::Record;
use crate::{MAX_CPUS, Machine};

/// How often a path is gone before it is measured: what is done once is done.
const WARM: usize = 4;
/// How often a path is measured.
const SAMPLES: usize = 64;

/// Reports the paths of each lock under each policy, of what none can do without, and the
/// machine's `own`.
pub(crate) fn all<C: Cpu + CurrentCpu>(machine: &dyn Machine, own: &[(&str, fn())]) {
    let measure = Measure::on(machine);
    floor::<C>(&measure);
    // The machine's paths are called, and the call is none of them.
    let call: fn() = black_box(|| {});
    let measure_own = Measure {
        nothing: measure.measure(call).0,
        ..measure
    };
    for &(operation, path) in own {
        measure_own.report("none", "as is", operation, black_box(path));
    }
    macro_rules! locks {
        ([] $($name:ident: $lock:ty),*) => {$(
            let lock = stringify!($name);
            paths::<$lock, AsIs>(&measure, lock, "as is");
            paths::<$lock, PreemptionOff<C>>(&measure, lock, "preemption off");
            paths::<$lock, InterruptsOff<C>>(&measure, lock, "interrupts off");
        )*};
    }
    for_each_lock!(locks[], C, MAX_CPUS);
}

/// What no lock does without: an exchange and a store; and each policy with nothing in it.
fn floor<C: Cpu>(measure: &Measure<'_>) {
    let locked = AtomicBool::new(false);
    let locked = black_box(&locked);
    measure.report("none", "as is", "lock, unlock", || {
        // Acquire: for its instruction, which is that of a lock.
        locked.swap(true, Acquire);
        // Release: for its instruction, which is that of a lock.
        locked.store(false, Release);
    });
    measure.report("none", "interrupts off", "lock, unlock", || {
        interrupts::without::<C, _>(|| {});
    });
    measure.report("none", "preemption off", "lock, unlock", || {
        preemption::without::<C, _>(|| {});
    });
}

/// The paths of one lock under one policy.
fn paths<R, P>(measure: &Measure<'_>, lock: &str, policy: &str)
where
    R: RawLock + Initial,
    P: Policy,
{
    let mutex = const { Mutex::<u64, R, P>::new(0) };
    let mutex = black_box(&mutex);
    measure.report(lock, policy, "lock, unlock", || drop(mutex.lock()));
    measure.report(lock, policy, "try_lock, unlock", || drop(mutex.try_lock()));
    let held = mutex.lock();
    measure.report(lock, policy, "try_lock in vain", || drop(mutex.try_lock()));
    drop(held);
}

/// Measures paths on a machine.
struct Measure<'a> {
    machine: &'a dyn Machine,
    /// What it takes to measure nothing.
    nothing: u64,
}

impl<'a> Measure<'a> {
    fn on(machine: &'a dyn Machine) -> Self {
        let empty = Self {
            machine,
            nothing: 0,
        };
        let nothing = empty.measure(|| {}).0;
        Self { machine, nothing }
    }

    /// Goes the path, and reports how long it is.
    fn report(&self, lock: &str, policy: &str, operation: &str, path: impl Fn()) {
        let (least, most) = self.measure(path);
        self.machine.report(&Record::Path {
            lock,
            policy,
            operation,
            least: least.saturating_sub(self.nothing),
            most: most.saturating_sub(self.nothing),
        });
    }

    /// The least and the most ticks that the path took.
    #[inline(never)]
    fn measure(&self, path: impl Fn()) -> (u64, u64) {
        for _ in 0..WARM {
            path();
        }
        let (mut least, mut most) = (u64::MAX, 0);
        for _ in 0..SAMPLES {
            let begin = self.machine.ticks();
            path();
            let took = self.machine.ticks().saturating_sub(begin);
            least = least.min(took);
            most = most.max(took);
        }
        (least, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::{ThisThread, Threads};

    #[test]
    fn each_lock_has_each_path_under_each_policy() {
        let machine = Threads::new(1);
        all::<ThisThread>(&machine, &[("own", || {})]);
        let lines = machine.lines();
        let count = |words: &[&str]| {
            let has = |line: &&String| words.iter().all(|&word| line.contains(word));
            lines.iter().filter(has).count()
        };
        let locks = crate::selftest::LOCKS.len();
        for policy in ["as is", "preemption off", "interrupts off"] {
            for operation in ["\"lock, unlock", "\"try_lock, unlock", "\"try_lock in vain"] {
                let floor = usize::from(operation == "\"lock, unlock");
                let paths = count(&["Path", policy, operation]);
                assert_eq!(paths, locks + floor, "{operation}");
            }
        }
        assert_eq!(count(&["\"none\""]), 4);
        assert_eq!(count(&["\"own\""]), 1);
    }
}
