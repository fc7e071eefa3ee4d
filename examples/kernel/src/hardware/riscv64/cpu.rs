//! A hart.

use crate::hardware::riscv64::flag;
use core::arch::asm;
use latchwork_lock::Relax;

/// The number of the calling CPU.
#[inline]
pub fn number() -> usize {
    let number;
    // SAFETY: it reads a register that the entry has set.
    unsafe { asm!("mv {}, tp", out(reg) number, options(nomem, nostack, preserves_flags)) };
    number
}

/// Waits for an interrupt, or returns at once.
pub fn wait_for_interrupt() {
    // SAFETY: it waits.
    unsafe { asm!("wfi", options(nostack)) };
}

/// Does nothing any more.
pub fn sleep() -> ! {
    flag::interrupts_off();
    loop {
        wait_for_interrupt();
    }
}

/// What a waiter does between polls: it lets the emulator go on with another CPU, which may be
/// the one that it waits for. A spin hint does not.
///
/// It waits for an interrupt, and is itself what is pending: that ends the CPU's turn, and
/// takes no time. On hardware nothing comes of it.
pub struct EndTurn;

impl Relax for EndTurn {
    fn new() -> Self {
        Self
    }

    fn relax(&mut self) {
        /// sie.SSIE and sip.SSIP.
        const SOFTWARE: usize = 1 << 1;
        // What is pending is not to be taken.
        let were_on = flag::interrupts_off();
        // SAFETY: no handler runs, and the flags are afterwards as they were.
        unsafe {
            asm!(
                "csrs sie, {software}",
                "csrs sip, {software}",
                "wfi",
                "csrc sip, {software}",
                "csrc sie, {software}",
                software = in(reg) SOFTWARE,
                options(nostack),
            );
        }
        if were_on {
            // SAFETY: they were on.
            unsafe { flag::interrupts_on() };
        }
    }
}
