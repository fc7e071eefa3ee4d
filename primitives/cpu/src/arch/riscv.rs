//! The interrupt flag of RISC-V in supervisor mode (sstatus.SIE), for a kernel's hooks: both
//! functions trap in user mode.

use core::arch::asm;

/// sstatus.SIE.
const INTERRUPTS: usize = 1 << 1;

/// Turns maskable interrupts off. Returns whether they were on.
#[inline(always)]
// mutant: it needs S mode, and no test has that; examples/kernel, whose handler takes a lock, boots.
pub fn interrupts_off() -> bool {
    let status: usize;
    // SAFETY: to turn interrupts off can break no promise of Rust's. The compiler moves no
    // memory access across it.
    unsafe { asm!("csrrci {}, sstatus, 2", out(reg) status, options(nostack)) };
    // mutant: it needs S mode, and no test has that.
    status & INTERRUPTS != 0
}

/// Turns maskable interrupts on.
///
/// # Safety
///
/// Nothing relies on their being off.
#[inline(always)]
pub unsafe fn interrupts_on() {
    // SAFETY: the caller's promise. The compiler moves no memory access across it.
    unsafe { asm!("csrsi sstatus, 2", options(nostack)) };
}
