//! The interrupt flag of x86-64 (RFLAGS.IF), for a kernel's hooks: both functions need ring 0,
//! and fault in a process.

use core::arch::asm;

/// RFLAGS.IF.
const INTERRUPTS: u64 = 1 << 9;

/// Turns maskable interrupts off. Returns whether they were on.
#[inline(always)]
// mutant: it needs ring 0, and no test has that; examples/kernel, whose handler takes a lock, boots.
pub fn interrupts_off() -> bool {
    let flags: u64;
    // SAFETY: it pushes and pops one word. To turn interrupts off can break no promise of
    // Rust's. The compiler moves no memory access across it.
    unsafe { asm!("pushfq", "pop {}", "cli", out(reg) flags, options(preserves_flags)) };
    // mutant: it needs ring 0, and no test has that.
    flags & INTERRUPTS != 0
}

/// Turns maskable interrupts on. The next instruction still runs before the first can come.
///
/// # Safety
///
/// Nothing relies on their being off.
#[inline(always)]
pub unsafe fn interrupts_on() {
    // SAFETY: the caller's promise. The compiler moves no memory access across it.
    unsafe { asm!("sti", options(preserves_flags, nostack)) };
}
