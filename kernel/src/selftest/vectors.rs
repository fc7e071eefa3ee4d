//! Interrupts are handled by vector, and counted.

use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::selftest::{Failure, Interruptions, MachineTest, Verdict, each_is};

use super::interruptions::OfItself;
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::vector::{APIC_ERROR, CALL, PAGE_FAULT, SPURIOUS};
use crate::arch::cpu::{apic, time};
use crate::arch::trap::handlers::{self, Refused};
use crate::arch::trap::tally;

/// A vector has one handler, and exceptions have none; an error of a CPU's local APIC is counted
/// on that CPU.
pub(super) const TEST: MachineTest = MachineTest {
    name: "vectors",
    run,
};

/// How long an interrupt may take that a CPU sends to itself.
const PATIENCE_US: u64 = 1_000_000;

fn run(machine: &dyn Machine) -> Verdict {
    refuses(CALL, Refused::Taken(CALL))?;
    refuses(PAGE_FAULT, Refused::Reserved(PAGE_FAULT))?;
    refuses(SPURIOUS, Refused::Reserved(SPURIOUS))?;
    each_is(machine, "errors that were counted for one", 1, || {
        let errors = || tally::of(current_cpu(), APIC_ERROR);
        let before = errors();
        OfItself.begin();
        apic::interrupt_self(APIC_ERROR);
        time::within_us(PATIENCE_US, || errors() > before);
        OfItself.end();
        errors() - before
    })
}

fn refuses(vector: u8, expected: Refused) -> Verdict {
    let answer = handlers::register(vector, || {});
    if answer == Err(expected) {
        return Ok(());
    }
    let saw = format_args!("a handler of vector {vector} was answered by {answer:?}");
    Err(Failure::new(saw))
}
