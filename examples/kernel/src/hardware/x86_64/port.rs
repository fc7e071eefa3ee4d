//! I/O ports.

use core::arch::asm;

/// Writes a byte.
///
/// # Safety
///
/// What the device does then is sound.
pub unsafe fn write(port: u16, value: u8) {
    // SAFETY: the caller's promise.
    unsafe { asm!("out dx, al", in("dx") port, in("al") value, options(nostack, preserves_flags)) };
}
