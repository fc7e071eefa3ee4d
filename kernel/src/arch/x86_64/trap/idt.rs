//! The interrupt descriptor table, one for all CPUs.

use x86_64::VirtAddr;
use x86_64::structures::idt::{Entry, EntryOptions, InterruptDescriptorTable};

use super::stubs::{plain, with_code};
use crate::arch::cpu::descriptors::{DOUBLE_FAULT_STACK, NMI_STACK};
use crate::arch::cpu::vector::{DOUBLE_FAULT, INVALID_TSS, NMI, PAGE_FAULT, SPURIOUS, WAKE};
use crate::cell::BootCell;

static IDT: BootCell<InterruptDescriptorTable> = BootCell::new();

/// Makes the table.
///
/// # Safety
///
/// Called once, before [`load`], with the kernel's segments loaded.
pub(crate) unsafe fn build() {
    let mut idt = InterruptDescriptorTable::new();
    fill(&mut idt);
    // SAFETY: once.
    unsafe { IDT.set(idt) };
}

/// Makes the calling CPU use the table.
pub(crate) fn load() {
    IDT.get()
        .expect("the IDT is built before it is loaded")
        .load();
}

fn fill(idt: &mut InterruptDescriptorTable) {
    handle(&mut idt.divide_error, plain::<0>);
    handle(&mut idt.debug, plain::<1>);
    let nmi = handle(&mut idt.non_maskable_interrupt, plain::<NMI>);
    // SAFETY: every CPU has that stack, and no other vector uses it.
    unsafe { nmi.set_stack_index(NMI_STACK) };
    handle(&mut idt.breakpoint, plain::<3>);
    handle(&mut idt.overflow, plain::<4>);
    handle(&mut idt.bound_range_exceeded, plain::<5>);
    handle(&mut idt.invalid_opcode, plain::<6>);
    handle(&mut idt.device_not_available, plain::<7>);
    let double_fault = handle(&mut idt.double_fault, with_code::<DOUBLE_FAULT>);
    // SAFETY: every CPU has that stack, and no other vector uses it.
    unsafe { double_fault.set_stack_index(DOUBLE_FAULT_STACK) };
    handle(&mut idt.invalid_tss, with_code::<INVALID_TSS>);
    handle(&mut idt.segment_not_present, with_code::<11>);
    handle(&mut idt.stack_segment_fault, with_code::<12>);
    handle(&mut idt.general_protection_fault, with_code::<13>);
    handle(&mut idt.page_fault, with_code::<PAGE_FAULT>);
    handle(&mut idt.x87_floating_point, plain::<16>);
    handle(&mut idt.alignment_check, with_code::<17>);
    handle(&mut idt.machine_check, plain::<18>);
    handle(&mut idt.simd_floating_point, plain::<19>);
    handle(&mut idt.virtualization, plain::<20>);
    handle(&mut idt.cp_protection_exception, with_code::<21>);
    handle(&mut idt.hv_injection_exception, plain::<28>);
    handle(&mut idt.vmm_communication_exception, with_code::<29>);
    handle(&mut idt.security_exception, with_code::<30>);
    handle(&mut idt[WAKE], plain::<WAKE>);
    handle(&mut idt[SPURIOUS], plain::<SPURIOUS>);
}

fn handle<F>(entry: &mut Entry<F>, stub: unsafe extern "sysv64" fn()) -> &mut EntryOptions {
    // SAFETY: the stub is made for the vector: whether it expects an error code
    // is written beside it in `fill`.
    unsafe { entry.set_handler_addr(VirtAddr::from_ptr(stub as *const ())) }
}
