//! Timers interrupt when they are due.

use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::protocol::Record;
use latchwork_kernel_lib::selftest::{Expiries, Late, MachineTest, Verdict};

use super::interruptions::{OfItself, handle};
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::timer::LocalTimer;
use crate::arch::cpu::vector::TIMER_TEST;
use crate::arch::cpu::{time, timer};

/// Each CPU's timer interrupts it as often as it must, and never too early.
pub(super) const TEST: MachineTest = MachineTest {
    name: "timers",
    run,
};

fn run(machine: &dyn Machine) -> Verdict {
    static EXPIRIES: Expiries = Expiries::new();
    handle(TIMER_TEST, || EXPIRIES.handle(current_cpu(), time::ticks()))?;
    let Late { least, most } = EXPIRIES.run(machine, &LocalTimer(TIMER_TEST), &OfItself)?;
    let (rate, deadline) = timer::rate();
    machine.report(&Record::Timer {
        rate,
        deadline,
        least,
        most,
    });
    Ok(())
}
