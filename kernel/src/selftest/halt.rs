//! Nobody sleeps through an interrupt.

use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::selftest::{MachineTest, Sleepers, Verdict};

use super::interruptions::handle;
use crate::arch::cpu::halt::Hlt;
use crate::arch::cpu::ipi::Ipi;
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::time;
use crate::arch::cpu::timer::LocalTimer;
use crate::arch::cpu::vector::{HALT_TEST, HALT_TIMER_TEST};
use crate::machine::ThisCpu;

/// An interrupt that comes while a CPU looks whether it may sleep, or between the look and the
/// sleep, wakes it: one that another CPU sends, and one of its own timer.
pub(super) const TEST: MachineTest = MachineTest { name: "halt", run };

/// By interprocessor interrupt, of all CPUs together.
const INTERRUPTS: u64 = 20_000;
/// By timer, of each CPU, so much later each time.
const TIMER_ROUNDS: u64 = 500;
const STEP_NS: u64 = 50;

fn run(machine: &dyn Machine) -> Verdict {
    static SLEEPERS: Sleepers = Sleepers::new();
    handle(HALT_TEST, || {})?;
    let rounds = INTERRUPTS.div_ceil(machine.cpus() as u64);
    SLEEPERS.are_woken::<ThisCpu>(machine, rounds, &Ipi(HALT_TEST), &Hlt)?;
    handle(HALT_TIMER_TEST, || SLEEPERS.tick(current_cpu()))?;
    let step = STEP_NS * time::ticks_per_second() / 1_000_000_000;
    let timer = LocalTimer(HALT_TIMER_TEST);
    SLEEPERS.are_woken_by_timer::<ThisCpu>(machine, TIMER_ROUNDS, step, &timer, &Hlt)
}
