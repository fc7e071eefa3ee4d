//! Timers interrupt when they are due.

use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::selftest::{Expiries, Late, MachineTest, Verdict};

use super::interruptions::{OfItself, handle};
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::timer::LocalTimer;
use crate::arch::cpu::vector::TIMER_TEST;
use crate::arch::cpu::{time, timer};
use crate::console::println;

/// Each CPU's timer interrupts it as often as it must, and never too early.
pub(super) const TEST: MachineTest = MachineTest {
    name: "timers",
    run,
};

fn run(machine: &dyn Machine) -> Verdict {
    static EXPIRIES: Expiries = Expiries::new();
    handle(TIMER_TEST, || EXPIRIES.handle(current_cpu(), time::ticks()))?;
    let Late { least, most } = EXPIRIES.run(machine, &LocalTimer(TIMER_TEST), &OfItself)?;
    let per_microsecond = time::ticks_per_second() / 1_000_000;
    let (rate, deadline) = timer::rate();
    println!(
        "timers count at {} kHz{}, {} to {} us late",
        rate / 1_000,
        if deadline {
            ", and know a deadline"
        } else {
            ""
        },
        least / per_microsecond,
        most / per_microsecond
    );
    Ok(())
}
