//! Accesses that may fault.

use core::arch::naked_asm;

use super::frame::TrapFrame;

/// Tries to write to memory. Returns whether it could: if the page does not allow it, or nothing
/// is mapped there, nothing happens.
///
/// # Safety
///
/// The address is a multiple of 8, and if something can be written there, it may be.
pub(crate) unsafe fn write(address: u64, value: u64) -> bool {
    // SAFETY: the caller's promise; a fault has an end.
    unsafe { store(address, value) == 0 }
}

/// Where a page fault comes from the one instruction that may fault, has it go on with a failure.
/// Whether it was that.
pub(super) fn recovers(frame: &mut TrapFrame) -> bool {
    let comes_from_here = frame.rip == store as *const () as u64;
    if comes_from_here {
        // The stack is as when `store` was called, and so `refuse` returns in its place.
        frame.rip = refuse as *const () as u64;
    }
    comes_from_here
}

/// Stores, by its first instruction, and returns 0.
#[unsafe(naked)]
unsafe extern "sysv64" fn store(address: u64, value: u64) -> u32 {
    naked_asm!("mov [rdi], rsi", "xor eax, eax", "ret")
}

/// Returns 1.
#[unsafe(naked)]
unsafe extern "sysv64" fn refuse() -> u32 {
    naked_asm!("mov eax, 1", "ret")
}
