//! The numbers of exceptions and interrupts.

/// The first that no exception has.
pub(crate) const FIRST_INTERRUPT: u8 = 32;
/// A CPU sends it to itself in self-tests and provocations.
pub(crate) const SELF_TEST: u8 = 0x40;
/// A CPU's timer sends it in a self-test of the timer.
pub(crate) const TIMER_TEST: u8 = 0x41;
/// A CPU's timer sends it in a self-test of handlers.
pub(crate) const TIMER_HANDLER_TEST: u8 = 0x42;
/// A CPU comes to it when the path of an interrupt is measured.
pub(crate) const PATH: u8 = 0x43;
/// A device sends it by an edge, in a self-test of the I/O APICs.
pub(crate) const EDGE_TEST: u8 = 0x48;
/// A device sends it by a level, in a self-test of the I/O APICs.
pub(crate) const LEVEL_TEST: u8 = 0x49;
/// A CPU sends it to itself in the self-test of the console.
pub(crate) const CONSOLE_TEST: u8 = 0x47;
/// A CPU's timer sends it again and again, if CPUs are watched.
pub(crate) const TICK: u8 = 0xf8;
/// CPUs send it to each other in a self-test of the halt.
pub(crate) const HALT_TEST: u8 = 0x44;
/// A CPU's timer sends it in a self-test of the halt.
pub(crate) const HALT_TIMER_TEST: u8 = 0x45;
/// Has a CPU run what another calls it for.
pub(crate) const CALL: u8 = 0xf0;
/// Has a CPU forget what it has kept of the page tables.
pub(crate) const SHOOTDOWN: u8 = 0xf1;
/// What an APIC delivers when it has noticed an error.
pub(crate) const APIC_ERROR: u8 = 0xfe;
/// What an APIC delivers when an interrupt vanishes. It is not in service then, and not ended.
pub(crate) const SPURIOUS: u8 = 0xff;

pub(crate) const NMI: u8 = 2;
pub(crate) const DOUBLE_FAULT: u8 = 8;
pub(crate) const INVALID_TSS: u8 = 10;
pub(crate) const PAGE_FAULT: u8 = 14;
pub(crate) const MACHINE_CHECK: u8 = 18;

/// By exception, whether the CPU pushes an error code.
pub(crate) const WITH_CODE: u32 = 1 << DOUBLE_FAULT
    | 1 << INVALID_TSS
    | 1 << 11
    | 1 << 12
    | 1 << 13
    | 1 << PAGE_FAULT
    | 1 << 17
    | 1 << 21
    | 1 << 29
    | 1 << 30;

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
        MACHINE_CHECK => "machine check (#MC)",
        19 => "SIMD floating-point exception (#XM)",
        20 => "virtualization exception (#VE)",
        21 => "control protection exception (#CP)",
        28 => "hypervisor injection exception (#HV)",
        29 => "VMM communication exception (#VC)",
        30 => "security exception (#SX)",
        SELF_TEST => "self-test of handlers",
        TIMER_TEST => "self-test of timers",
        TIMER_HANDLER_TEST => "self-test of timers' handlers",
        PATH => "measured path",
        EDGE_TEST => "self-test of edges",
        LEVEL_TEST => "self-test of levels",
        CONSOLE_TEST => "self-test of the console",
        TICK => "tick",
        HALT_TEST => "self-test of the halt",
        HALT_TIMER_TEST => "self-test of the halt by timer",
        CALL => "call from another CPU",
        SHOOTDOWN => "shootdown of translations",
        APIC_ERROR => "error of the local APIC",
        SPURIOUS => "spurious interrupt",
        _ if vector < FIRST_INTERRUPT => "reserved exception",
        _ => "interrupt",
    }
}
