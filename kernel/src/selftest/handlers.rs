//! Handlers take locks.

use latchwork_cpu::Cpu;
use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::selftest::{Failure, Interrupted, Interruptions, MachineTest, Verdict};
use latchwork_lock::{InterruptsOff, TicketLock};

use crate::arch::cpu::apic;
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::vector::SELF_TEST;
use crate::arch::trap::{handlers, tally};
use crate::machine::ThisCpu;

/// On every CPU a handler takes the lock that the code takes which it interrupts, with
/// interrupts off: nobody waits for ever, no increment is lost, and as many interrupts are
/// counted as were handled.
pub(super) const TEST: MachineTest = MachineTest {
    name: "handlers",
    run,
};

/// Interrupts, of all CPUs together.
const INTERRUPTS: u64 = 100_000;

static NUMBER: Interrupted<u64, TicketLock, InterruptsOff<ThisCpu>> = Interrupted::new();

fn run(machine: &dyn Machine) -> Verdict {
    let handler = || NUMBER.handle(current_cpu());
    handlers::register(SELF_TEST, handler)
        .map_err(|refused| Failure::new(format_args!("the handler was refused: {refused:?}")))?;
    let cpus = machine.cpus();
    NUMBER.run(machine, INTERRUPTS.div_ceil(cpus as u64), &SelfInterrupts)?;
    for cpu in 0..cpus {
        let (came, handled) = (tally::of(cpu, SELF_TEST), NUMBER.handled(cpu));
        if came != handled {
            let saw =
                format_args!("{came} interrupts came to CPU {cpu} and {handled} were handled");
            return Err(Failure::new(saw));
        }
    }
    Ok(())
}

/// Each CPU interrupts itself.
struct SelfInterrupts;

impl Interruptions for SelfInterrupts {
    fn begin(&self) {
        // SAFETY: work is in no section with interrupts off.
        unsafe { ThisCpu::interrupts_on() };
    }

    fn interrupt(&self) {
        apic::interrupt_self(SELF_TEST);
    }

    fn end(&self) {
        ThisCpu::interrupts_off();
    }
}
