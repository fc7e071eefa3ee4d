//! The throughput of each lock as more and more CPUs contend for it.

use crossbeam_utils::CachePadded;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicU64, Initial};
use latchwork_lock::{CurrentCpu, Mutex, RawLock, for_each_lock};

use crate::protocol::Record;
use crate::together::together;
use crate::{MAX_CPUS, Machine};

/// A point that took a second divided by this is long enough to be reported. The
/// attempts double, so that all of them take about four times as long.
const LONG_ENOUGH: u64 = 50;
/// An attempt that takes a second divided by this is given up. A queue may stall
/// at any moment if the machine's CPUs are themselves scheduled on fewer: then
/// each hand-off waits for a time slice, and an attempt that would have taken
/// milliseconds would take minutes.
const TOO_LONG: u64 = 12;
/// Acquisitions between two looks at the time, which are part of what is measured;
/// also those of each CPU in the first attempt. Many make the looks cheap, few
/// give a stalled attempt up soon.
const BATCH: u64 = 32;
/// Batches of each CPU in the last attempt, should the time stand still.
const MOST: u64 = 1 << 19;

/// Reports the curve of each lock.
pub(crate) fn all<C: CurrentCpu>(machine: &dyn Machine) {
    macro_rules! curves {
        ([] $($name:ident: $lock:ty),*) => {
            $( curve::<$lock>(machine, stringify!($name)); )*
        };
    }
    for_each_lock!(curves[], C, MAX_CPUS);
}

/// Reports one lock's points, for 1 CPU, for 2, and so on to all.
fn curve<R: RawLock + Initial + Sync>(machine: &dyn Machine, lock: &str) {
    for cpus in 1..=machine.cpus() {
        let (acquisitions, ticks) = point::<R>(machine, cpus);
        machine.report(&Record::Curve {
            lock,
            cpus,
            acquisitions,
            ticks,
        });
    }
}

/// Lets `cpus` CPUs acquire and release one lock, with nothing in between, until
/// that takes long enough to be measured: acquisitions of all CPUs, and ticks.
///
/// Every CPU acquires equally often, unless the attempt is given up.
fn point<R: RawLock + Initial + Sync>(machine: &dyn Machine, cpus: usize) -> (u64, u64) {
    // A line of its own: the barriers are not part of what is measured.
    let mutex = const { CachePadded::new(Mutex::<(), R>::new(())) };
    let second = machine.ticks_per_second();
    let mut batches = 1;
    loop {
        let acquisitions = AtomicU64::new(0);
        let ticks = together(machine, cpus, &|_| {
            let done = contend(machine, &mutex, batches, second / TOO_LONG);
            // Relaxed: `together` makes it visible to whoever called it.
            acquisitions.fetch_add(done, Relaxed);
        });
        if ticks >= second / LONG_ENOUGH || batches >= MOST {
            return (acquisitions.into_inner(), ticks);
        }
        batches *= 2;
    }
}

/// One CPU's part in an attempt: how often it has acquired.
fn contend<R: RawLock>(
    machine: &dyn Machine,
    mutex: &Mutex<(), R>,
    batches: u64,
    too_long: u64,
) -> u64 {
    let begin = machine.ticks();
    let mut done = 0;
    while done < batches && machine.ticks().saturating_sub(begin) < too_long {
        for _ in 0..BATCH {
            drop(mutex.lock());
        }
        done += 1;
    }
    done * BATCH
}
