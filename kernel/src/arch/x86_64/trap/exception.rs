//! What happens on an exception, and on an interrupt that nobody handles.

use core::fmt::{self, Write};
use latchwork_kernel_lib::protocol::Outcome;
use x86_64::registers::control::{Cr2, Cr3};
use x86_64::structures::idt::{PageFaultErrorCode, SelectorErrorCode};

use super::frame::TrapFrame;
use super::{backtrace, failure, machine_check, probe, tally, watchdog};
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::vector::{
    DOUBLE_FAULT, FIRST_INTERRUPT, INVALID_TSS, MACHINE_CHECK, NMI, PAGE_FAULT, SPURIOUS, name,
};
use crate::arch::memory::stacks;
use crate::console::Seized;

/// The entry code calls it, with interrupts off. It returns to what was
/// interrupted.
pub(super) extern "sysv64" fn trap(frame: &mut TrapFrame) {
    let vector = frame.vector();
    tally::count(vector);
    match vector {
        SPURIOUS => {}
        PAGE_FAULT if probe::recovers(frame) => {}
        NMI if failure::is_under_way() => failure::stop_here(),
        NMI if watchdog::nudged(frame) => {}
        _ => failure::fail(Outcome::Crashed, |console| describe(console, vector, frame)),
    }
}

fn describe(console: &mut Seized, vector: u8, frame: &TrapFrame) -> fmt::Result {
    let cr2 = Cr2::read_raw();
    let (root, _) = Cr3::read();
    let cpu = current_cpu();
    if vector < FIRST_INTERRUPT {
        writeln!(
            console,
            "EXCEPTION on CPU {cpu}: {}, vector {vector}, error code {:#x}",
            name(vector),
            frame.error_code
        )?;
    } else {
        writeln!(
            console,
            "UNEXPECTED INTERRUPT on CPU {cpu}: vector {vector} ({vector:#04x})"
        )?;
    }
    match vector {
        PAGE_FAULT => {
            let (access, cause) = page_fault(frame.error_code);
            writeln!(console, "  it {access} {cr2:#x}: {cause}")?;
        }
        DOUBLE_FAULT => {
            if let Some((cpu, stack)) = stacks::guarded(cr2) {
                writeln!(
                    console,
                    "  stack overflow: CPU {cpu} ran off its {}",
                    stack.name
                )?;
            }
        }
        MACHINE_CHECK => machine_check::describe(console)?,
        INVALID_TSS..PAGE_FAULT if frame.error_code != 0 => {
            let selector = SelectorErrorCode::new_truncate(frame.error_code);
            let table = selector.descriptor_table();
            writeln!(
                console,
                "  because of entry {} of the {table:?}",
                selector.index()
            )?;
        }
        _ => {}
    }
    writeln!(console, "{frame}")?;
    writeln!(
        console,
        "  cr2    {cr2:016x}  cr3    {:016x}",
        root.start_address()
    )?;
    backtrace::print(console, Some(frame.rip), frame.rbp)
}

/// What a page fault's error code says.
fn page_fault(error_code: u64) -> (&'static str, &'static str) {
    let code = PageFaultErrorCode::from_bits_truncate(error_code);
    let access = if code.contains(PageFaultErrorCode::INSTRUCTION_FETCH) {
        "executed"
    } else if code.contains(PageFaultErrorCode::CAUSED_BY_WRITE) {
        "wrote to"
    } else {
        "read from"
    };
    let cause = if code.contains(PageFaultErrorCode::PROTECTION_VIOLATION) {
        "the page does not allow it"
    } else {
        "nothing is mapped there"
    };
    (access, cause)
}
