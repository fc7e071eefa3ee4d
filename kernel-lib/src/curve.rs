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
/// A CPU that runs looks at the time again after at most a second divided by this, on a
/// machine of few CPUs: a host's time slice is longer, a batch much shorter.
const SLICE: u64 = 1_000;
/// And for each CPU that contends after a second divided by this: a batch may wait for
/// so many hand-offs by each, of 3 µs at most.
const SLICE_OF_EACH: u64 = 10_000;

/// Reports the curve of each lock, whose holders stay inside for so many ticks.
pub(crate) fn all<C: CurrentCpu>(machine: &dyn Machine, inside: u64) {
    macro_rules! curves {
        ([] $($name:ident: $lock:ty),*) => {
            $( curve::<$lock>(machine, stringify!($name), inside); )*
        };
    }
    for_each_lock!(curves[], C, MAX_CPUS);
}

/// Reports one lock's points, for 1 CPU, for 2, and so on to all.
fn curve<R: RawLock + Initial + Sync>(machine: &dyn Machine, lock: &str, inside: u64) {
    for cpus in 1..=machine.cpus() {
        let Point {
            acquisitions,
            ticks,
            overlap,
        } = point::<R>(machine, cpus, inside);
        machine.report(&Record::Curve {
            lock,
            cpus,
            acquisitions,
            ticks,
            overlap,
        });
    }
}

/// What an attempt has come to, with fields as [`Record::Curve`] has them.
#[derive(Debug)]
struct Point {
    acquisitions: u64,
    ticks: u64,
    overlap: u8,
}

/// Lets `cpus` CPUs acquire one lock, stay `inside` for so many ticks, and release it, until
/// that takes long enough to be measured.
///
/// Every CPU acquires equally often, unless the attempt is given up.
fn point<R: RawLock + Initial + Sync>(machine: &dyn Machine, cpus: usize, inside: u64) -> Point {
    // A line of its own: the barriers are not part of what is measured.
    let mutex = const { CachePadded::new(Mutex::<(), R>::new(())) };
    let second = machine.ticks_per_second();
    let mut batches = 1;
    loop {
        let acquisitions = AtomicU64::new(0);
        let running = AtomicU64::new(0);
        let ticks = together(machine, cpus, &|_| {
            let part = contend(machine, &mutex, batches, cpus, inside);
            // Relaxed, both: `together` makes them visible to whoever called it.
            acquisitions.fetch_add(part.acquisitions, Relaxed);
            running.fetch_add(part.running, Relaxed);
        });
        if ticks >= second / LONG_ENOUGH || batches >= MOST {
            return Point {
                acquisitions: acquisitions.into_inner(),
                ticks,
                overlap: percent(running.into_inner(), ticks * cpus as u64),
            };
        }
        batches *= 2;
    }
}

/// `part` of `whole`, at most all of it; nothing of nothing.
fn percent(part: u64, whole: u64) -> u8 {
    let percent = (u128::from(part) * 100).checked_div(whole.into());
    percent.map_or(0, |percent| percent.min(100) as u8)
}

/// What one CPU has done in an attempt.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    acquisitions: u64,
    /// Ticks in which, as far as its own clock shows, it was running, and so were those that
    /// it waited for.
    running: u64,
}

/// One CPU's part in an attempt of `cpus` CPUs.
///
/// It looks at the time after each batch. A batch that takes longer than those CPUs could
/// take for it is one in which this CPU did not run, or somebody whom it waited for.
fn contend<R: RawLock>(
    machine: &dyn Machine,
    mutex: &Mutex<(), R>,
    batches: u64,
    cpus: usize,
    inside: u64,
) -> Part {
    let second = machine.ticks_per_second();
    let longest = (second / SLICE).max(cpus as u64 * (second / SLICE_OF_EACH));
    // All of them may be inside in turn while this one waits.
    let longest = longest + cpus as u64 * BATCH * inside;
    let begin = machine.ticks();
    let mut part = Part {
        acquisitions: 0,
        running: 0,
    };
    let mut last = begin;
    for _ in 0..batches {
        if last.saturating_sub(begin) >= second / TOO_LONG {
            break;
        }
        for _ in 0..BATCH {
            let held = mutex.lock();
            if inside > 0 {
                stay(machine, inside);
            }
            drop(held);
        }
        part.acquisitions += BATCH;
        let now = machine.ticks();
        let took = now.saturating_sub(last);
        if took <= longest {
            part.running += took;
        }
        last = now;
    }
    part
}

/// Lets so many ticks pass.
fn stay(machine: &dyn Machine, ticks: u64) {
    let begin = machine.ticks();
    while machine.ticks().saturating_sub(begin) < ticks {
        core::hint::spin_loop();
    }
}

#[cfg(test)]
mod tests;
