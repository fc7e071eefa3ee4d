//! CPUs call each other.

use crossbeam_utils::CachePadded;
use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_cpu::Cpu;
use latchwork_kernel_lib::selftest::{MachineTest, Verdict, each_is};
use latchwork_kernel_lib::{MAX_CPUS, Machine};
use latchwork_sched::CpuSet;

use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::percpu::PerCpu;
use crate::arch::cpu::time;
use crate::arch::smp::CALLS;
use crate::console::println;
use crate::machine::ThisCpu;

/// All CPUs call all others, at once: with interrupts on, with interrupts off, and without
/// waiting. Each function is run as often as it was called for.
pub(super) const TEST: MachineTest = MachineTest { name: "calls", run };

/// Calls of each kind, of all CPUs together.
const CALLED: u64 = 2_000;
/// How long calls that nobody waits for may take.
const PATIENCE_US: u64 = 10_000_000;
/// How often a call is timed.
const SAMPLES: usize = 100;

/// By CPU, how often it has been called.
static RAN: PerCpu<AtomicU64> =
    PerCpu::new([const { CachePadded::new(AtomicU64::new(0)) }; MAX_CPUS]);

/// What CPUs are called for.
fn count(cpu: usize) {
    // Relaxed: its own CPU's; whoever reads it on another has waited for the call.
    RAN[cpu].fetch_add(1, Relaxed);
}

/// How often the calling CPU has been called.
fn ran() -> u64 {
    // Relaxed: its own.
    RAN[current_cpu()].load(Relaxed)
}

fn run(machine: &dyn Machine) -> Verdict {
    let cpus = machine.cpus();
    let times = CALLED.div_ceil(cpus as u64);
    let from_others = times * (cpus as u64 - 1);
    let others = |cpu| CpuSet::first(cpus).without(cpu);

    machine.run_on(cpus, &|cpu| {
        // SAFETY: work is in no section with interrupts off.
        unsafe { ThisCpu::interrupts_on() };
        (0..times).for_each(|_| CALLS.call(&others(cpu), &count));
        ThisCpu::interrupts_off();
    });
    let called = "calls of CPUs with interrupts on";
    each_is(machine, called, from_others, ran)?;

    machine.run_on(cpus, &|cpu| {
        (0..times).for_each(|_| CALLS.call(&others(cpu), &count));
    });
    let called = "calls of CPUs with interrupts on, and off";
    each_is(machine, called, 2 * from_others, ran)?;

    machine.run_on(cpus, &|cpu| {
        for _ in 0..times {
            while CALLS.post(&others(cpu), &count).is_err() {
                CALLS.serve();
            }
        }
        time::within_us(PATIENCE_US, || {
            CALLS.serve();
            ran() >= 3 * from_others
        });
    });
    let called = "calls of CPUs that wait, and that do not";
    each_is(machine, called, 3 * from_others, ran)?;
    if cpus > 1 {
        println!(
            "a call to CPU 1 and back takes {} ns, and to all {cpus} CPUs {} ns",
            shortest(machine, &CpuSet::none().with(1)),
            shortest(machine, &CpuSet::first(cpus)),
        );
    }
    Ok(())
}

/// The shortest time in which `cpus` have run a function that does nothing, in nanoseconds.
fn shortest(machine: &dyn Machine, cpus: &CpuSet<MAX_CPUS>) -> u64 {
    let sample = |_| {
        let begin = machine.ticks();
        CALLS.call(cpus, &|_| {});
        machine.ticks().saturating_sub(begin)
    };
    let ticks = (0..SAMPLES).map(sample).min().unwrap_or(0);
    ticks * 1_000_000 / (machine.ticks_per_second() / 1_000).max(1)
}
