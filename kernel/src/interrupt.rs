//! The path of an interrupt, to be measured.

use core::arch::asm;

use crate::arch::cpu::vector::PATH;
use crate::arch::trap::handlers;

/// Lets [`interrupt`] be called.
pub(crate) fn begin() {
    handlers::register(PATH, || {}).expect("nothing else handles it");
}

/// Interrupts the calling CPU, whose handler does nothing.
pub(crate) fn interrupt() {
    // SAFETY: the handler returns to here, and changes nothing. It ends an interrupt that the
    // local APIC has not sent: none is in service.
    unsafe { asm!("int {}", const PATH) };
}
