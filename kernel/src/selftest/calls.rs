//! CPUs call each other.

use crossbeam_utils::CachePadded;
use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_cpu::Cpu;
use latchwork_kernel_lib::hardware::PerCpu;
use latchwork_kernel_lib::selftest::{MachineTest, Verdict, each_is};
use latchwork_kernel_lib::{MAX_CPUS, Machine};
use latchwork_sched::CpuSet;

use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::time;
use crate::arch::smp::CALLS;
use crate::console::println;
use crate::machine::ThisCpu;

/// All CPUs call all others, at once: with interrupts on, with interrupts off, and without
/// waiting. Each function is run as often as it was called for.
pub(super) const TEST: MachineTest = MachineTest { name: "calls", run };

/// Calls of each kind that a CPU makes, where there is time for them.
const CALLS_OF_EACH: u64 = 500;
/// Enough time for the calls of a kind.
const ENOUGH_US: u64 = 1_000_000;
/// How long calls that nobody waits for may take.
const PATIENCE_US: u64 = 10_000_000;
/// How often a call is timed.
const SAMPLES: usize = 100;

/// By CPU, how often it has been called.
static RAN: PerCpu<AtomicU64> =
    PerCpu::new([const { CachePadded::new(AtomicU64::new(0)) }; MAX_CPUS]);

/// By CPU, how often it has called each other.
static MADE: PerCpu<AtomicU64> =
    PerCpu::new([const { CachePadded::new(AtomicU64::new(0)) }; MAX_CPUS]);

fn run(machine: &dyn Machine) -> Verdict {
    let cpus = machine.cpus();
    let others = |cpu| CpuSet::first(cpus).without(cpu);

    machine.run_on(cpus, &|cpu| {
        // SAFETY: work is in no section with interrupts off.
        unsafe { ThisCpu::interrupts_on() };
        repeat(cpu, || CALLS.call(&others(cpu), &count));
        ThisCpu::interrupts_off();
    });
    all_ran(machine, "calls with interrupts on that were not run")?;
    machine.run_on(cpus, &|cpu| {
        repeat(cpu, || CALLS.call(&others(cpu), &count))
    });
    all_ran(machine, "calls with interrupts off that were not run")?;
    machine.run_on(cpus, &|cpu| {
        repeat(cpu, || {
            while CALLS.post(&others(cpu), &count).is_err() {
                CALLS.serve();
            }
        });
    });
    all_ran(
        machine,
        "calls that nobody waited for and that were not run",
    )?;
    if cpus > 1 {
        println!(
            "a call to CPU 1 and back takes {} ns, and to all {cpus} CPUs {} ns",
            shortest(machine, &CpuSet::none().with(1)),
            shortest(machine, &CpuSet::first(cpus)),
        );
    }
    Ok(())
}

/// What CPUs are called for.
fn count(cpu: usize) {
    // Relaxed: its own CPU's; whoever reads it on another has waited for the call.
    RAN[cpu].fetch_add(1, Relaxed);
}

/// Has CPU `cpu`, the calling one, call all others again and again.
fn repeat(cpu: usize, call: impl Fn()) {
    let begin = time::ticks();
    let enough = ENOUGH_US * (time::ticks_per_second() / 1_000_000);
    let mut made = 0;
    while made < CALLS_OF_EACH && time::ticks().saturating_sub(begin) < enough {
        call();
        made += 1;
    }
    // Relaxed: `run_on` makes it visible to whoever called it.
    MADE[cpu].fetch_add(made, Relaxed);
}

/// Each CPU has run what it was called for, exactly so often.
fn all_ran(machine: &dyn Machine, what: &str) -> Verdict {
    // Relaxed: all are made.
    let made = |cpu: usize| MADE[cpu].load(Relaxed);
    let all: u64 = (0..machine.cpus()).map(made).sum();
    each_is(machine, what, 0, || {
        let cpu = current_cpu();
        // Relaxed: its own.
        let missing = || (all - made(cpu)).wrapping_sub(RAN[cpu].load(Relaxed));
        time::within_us(PATIENCE_US, || {
            CALLS.serve();
            missing() == 0
        });
        missing()
    })
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
