//! The interrupt descriptor table, one for all CPUs.

use x86_64::VirtAddr;
use x86_64::structures::idt::{Entry, EntryOptions, InterruptDescriptorTable};

use super::stubs::{plain, with_code};
use crate::cell::BootCell;
use crate::cpu::descriptors::{DOUBLE_FAULT_STACK, NMI_STACK};

/// Wakes a CPU that sleeps until there is work.
pub(crate) const WAKE: u8 = 0xf0;
/// What an APIC delivers when an interrupt vanishes.
pub(crate) const SPURIOUS: u8 = 0xff;

pub(super) const NMI: u8 = 2;
pub(super) const DOUBLE_FAULT: u8 = 8;
pub(super) const INVALID_TSS: u8 = 10;
pub(super) const PAGE_FAULT: u8 = 14;

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
    // SAFETY: likewise.
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

/// A vector's name in the manuals.
pub(super) fn name(vector: u8) -> &'static str {
    match vector {
        0 => "divide error (#DE)",
        1 => "debug exception (#DB)",
        NMI => "non-maskable interrupt (NMI)",
        3 => "breakpoint (#BP)",
        4 => "overflow (#OF)",
        5 => "bound range exceeded (#BR)",
        6 => "invalid opcode (#UD)",
        7 => "device not available (#NM)",
        DOUBLE_FAULT => "double fault (#DF)",
        INVALID_TSS => "invalid TSS (#TS)",
        11 => "segment not present (#NP)",
        12 => "stack-segment fault (#SS)",
        13 => "general protection fault (#GP)",
        PAGE_FAULT => "page fault (#PF)",
        16 => "x87 floating-point exception (#MF)",
        17 => "alignment check (#AC)",
        18 => "machine check (#MC)",
        19 => "SIMD floating-point exception (#XM)",
        20 => "virtualization exception (#VE)",
        21 => "control protection exception (#CP)",
        28 => "hypervisor injection exception (#HV)",
        29 => "VMM communication exception (#VC)",
        30 => "security exception (#SX)",
        _ => "unexpected interrupt",
    }
}
