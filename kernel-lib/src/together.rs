//! Work that starts on all CPUs at once.

use crossbeam_utils::CachePadded;
use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, AtomicU64, AtomicUsize, SpinHint, WaitUntil};

use crate::Machine;

/// Runs `work(cpu)` on each of the CPUs `0..count`, on none before all of them
/// are ready, and returns the ticks from the first one's begin to the last one's
/// end.
///
/// Both ends are taken on CPU 0, so that no two counters are compared.
pub(crate) fn together(machine: &dyn Machine, count: usize, work: &(dyn Fn(usize) + Sync)) -> u64 {
    // A line each: a CPU that still waits does not disturb one that works.
    let ready = CachePadded::new(AtomicUsize::new(0));
    let go = CachePadded::new(AtomicBool::new(false));
    let finished = CachePadded::new(AtomicUsize::new(0));
    let span = AtomicU64::new(0);
    let others = count - 1;
    machine.run_on(count, &|cpu| {
        if cpu == 0 {
            // Relaxed: nothing is read on the strength of it.
            ready.wait_until::<SpinHint>(Relaxed, |ready| ready == others);
            let begin = machine.ticks();
            // Release: pairs with the Acquire wait below; without it another
            // CPU's work might come before the reading of the ticks.
            go.store(true, Release);
            work(cpu);
            // Acquire: pairs with the Release below; without it the ticks might
            // be read before the end of another CPU's work.
            finished.wait_until::<SpinHint>(Acquire, |finished| finished == others);
            // Relaxed: `run_on` makes it visible to whoever called it.
            span.store(machine.ticks().saturating_sub(begin), Relaxed);
        } else {
            // Relaxed: CPU 0 waits for the number, and reads nothing on the strength of it.
            ready.fetch_add(1, Relaxed);
            // Acquire: pairs with the Release store of `go`; without it the work might begin
            // before the ticks are read.
            go.wait_until::<SpinHint>(Acquire, |go| go);
            work(cpu);
            // Release: pairs with the Acquire wait for `finished`; the last
            // addition carries the others', being read-modify-writes.
            finished.fetch_add(1, Release);
        }
    });
    span.into_inner()
}
