//! Handlers take locks.

use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::selftest::{Interrupted, MachineTest, Verdict, each_is};
use latchwork_lock::{InterruptsOff, TicketLock};
use x86_64::instructions::interrupts::without_interrupts;

use super::interruptions::{OfItself, OfTimer, handle};
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::vector::{SELF_TEST, TIMER_HANDLER_TEST};
use crate::arch::trap::tally;
use crate::machine::ThisCpu;

/// On every CPU a handler takes the lock that the code takes which it interrupts, with
/// interrupts off: nobody waits for ever, no increment is lost, and as many interrupts are
/// counted as were handled.
pub(super) const TEST: MachineTest = MachineTest {
    name: "handlers",
    run,
};

/// Interrupts of all CPUs together, where there is time for them.
const INTERRUPTS: u64 = 100_000;
/// Interrupts of each CPU at least.
const LEAST: u64 = 100;
/// Interrupts of each CPU's timer.
const TIMER_INTERRUPTS: u64 = 500;
const TIMER_PERIOD_US: u64 = 50;

/// A number that handlers increment, too.
type Number = Interrupted<u64, TicketLock, InterruptsOff<ThisCpu>>;

fn run(machine: &dyn Machine) -> Verdict {
    static BY_ITSELF: Number = Number::new();
    static BY_TIMER: Number = Number::new();

    handle(SELF_TEST, || BY_ITSELF.handle(current_cpu()))?;
    let times = INTERRUPTS.div_ceil(machine.cpus() as u64);
    BY_ITSELF.run(machine, LEAST..=times, &OfItself)?;
    counted(machine, SELF_TEST, &BY_ITSELF)?;

    handle(TIMER_HANDLER_TEST, || BY_TIMER.handle(current_cpu()))?;
    let timer = OfTimer {
        vector: TIMER_HANDLER_TEST,
        period_us: TIMER_PERIOD_US,
    };
    BY_TIMER.run(machine, LEAST..=TIMER_INTERRUPTS, &timer)?;
    counted(machine, TIMER_HANDLER_TEST, &BY_TIMER)
}

/// As many interrupts are counted as were handled. Each CPU looks itself, with interrupts off: one
/// that was pending may come while it sleeps.
fn counted(machine: &dyn Machine, vector: u8, number: &Number) -> Verdict {
    each_is(machine, "interrupts that were not handled", 0, || {
        let cpu = current_cpu();
        without_interrupts(|| tally::of(cpu, vector).wrapping_sub(number.handled(cpu)))
    })
}
