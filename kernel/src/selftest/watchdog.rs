//! Who gets on is not reported, and who does not would be.

use core::cell::Cell;
use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::selftest::{Failure, MachineTest, Verdict, each_is};
use x86_64::instructions::interrupts::without_interrupts;

use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::time;
use crate::arch::cpu::vector::TICK;
use crate::arch::trap::{tally, watchdog};

/// A CPU is nudged again and again while it spins with interrupts off and makes no step; in a
/// section that lasts longer and makes steps it is not.
pub(super) const TEST: MachineTest = MachineTest {
    name: "watchdog",
    run,
};

/// How often a CPU lets itself be nudged: less than any limit.
const NUDGES: u64 = 4;
/// For how many ticks of its neighbour a section lasts.
const TICKS: u64 = 8;
/// How long a CPU waits for what its neighbour does.
const PATIENCE_US: u64 = 30_000_000;

fn run(machine: &dyn Machine) -> Verdict {
    if !watchdog::is_on() {
        return Ok(());
    }
    let cpus = machine.cpus();
    // Neighbours, one of whom watches the other, take turns: the last CPU is the neighbour of
    // the first.
    let turn = |cpu: usize| match cpu % 2 {
        0 if cpu + 1 == cpus => 2,
        parity => parity,
    };
    for now in 0..3 {
        each_is(
            machine,
            "sections in which the watchdog went wrong",
            0,
            || {
                let cpu = current_cpu();
                u64::from(turn(cpu) == now && !without_interrupts(|| is_right(cpu)))
            },
        )
        .map_err(|failure| Failure::new(format_args!("turn {now}: {failure}")))?;
    }
    Ok(())
}

/// What the watchdog does on CPU `cpu`, which calls this with interrupts off.
fn is_right(cpu: usize) -> bool {
    let noticed = time::within_us(PATIENCE_US, || watchdog::nudges() >= NUDGES);
    let ticks = || tally::of(watchdog::neighbour_of(cpu), TICK);
    watchdog::step();
    let (begin, most) = (ticks(), Cell::new(0));
    let lasted = time::within_us(PATIENCE_US, || {
        most.set(watchdog::nudges().max(most.get()));
        watchdog::step();
        ticks() >= begin + TICKS
    });
    noticed && lasted && most.get() < NUDGES
}
