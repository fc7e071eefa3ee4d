//! The numbers of exceptions and interrupts.

/// Wakes a CPU that sleeps until there is work.
pub(crate) const WAKE: u8 = 0xf0;
/// What an APIC delivers when an interrupt vanishes.
pub(crate) const SPURIOUS: u8 = 0xff;

pub(crate) const NMI: u8 = 2;
pub(crate) const DOUBLE_FAULT: u8 = 8;
pub(crate) const INVALID_TSS: u8 = 10;
pub(crate) const PAGE_FAULT: u8 = 14;

/// A vector's name in the manuals.
pub(crate) fn name(vector: u8) -> &'static str {
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
