//! The interrupt descriptor table, one for all CPUs.

use core::array;
use x86_64::VirtAddr;
use x86_64::instructions::tables::lidt;
use x86_64::structures::DescriptorTablePointer;
use x86_64::structures::idt::{Entry, HandlerFunc};

use super::{machine_check, stubs};
use crate::arch::cpu::descriptors::{DOUBLE_FAULT_STACK, MACHINE_CHECK_STACK, NMI_STACK};
use crate::arch::cpu::vector::{DOUBLE_FAULT, MACHINE_CHECK, NMI};
use crate::cell::BootCell;

/// An entry for each vector. What the CPU pushes is the stub's concern.
#[repr(C, align(16))]
struct Table([Entry<HandlerFunc>; 256]);

static IDT: BootCell<Table> = BootCell::new();

/// Makes the table.
///
/// # Safety
///
/// Called once, before [`load`], with the kernel's segments loaded.
pub(crate) unsafe fn build() {
    let table = Table(array::from_fn(|vector| entry(vector as u8)));
    // SAFETY: once.
    unsafe { IDT.set(table) };
}

/// Makes the calling CPU use the table, for machine checks too.
pub(crate) fn load() {
    let table = IDT.get().expect("the IDT is built before it is loaded");
    let pointer = DescriptorTablePointer {
        limit: (size_of::<Table>() - 1) as u16,
        base: VirtAddr::from_ptr(table),
    };
    // SAFETY: the table stays, and each of its entries leads to the stub of its vector.
    unsafe { lidt(&pointer) };
    machine_check::enable();
}

fn entry(vector: u8) -> Entry<HandlerFunc> {
    let mut entry = Entry::missing();
    // SAFETY: the stub is made for the vector.
    let options = unsafe { entry.set_handler_addr(stubs::entry(vector)) };
    let stack = match vector {
        NMI => NMI_STACK,
        DOUBLE_FAULT => DOUBLE_FAULT_STACK,
        MACHINE_CHECK => MACHINE_CHECK_STACK,
        _ => return entry,
    };
    // SAFETY: every CPU has that stack, and no other vector uses it.
    unsafe { options.set_stack_index(stack) };
    entry
}
