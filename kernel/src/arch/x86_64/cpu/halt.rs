//! Sleeping until an interrupt.

use latchwork_kernel_lib::hardware::Halt;
use x86_64::instructions::interrupts;

/// The calling CPU's `hlt`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hlt;

// SAFETY: what `sti` turns on takes effect behind the next instruction, which is `hlt`: what is
// pending comes with the CPU halted, and ends that.
unsafe impl Halt for Hlt {
    unsafe fn halt(&self) {
        interrupts::enable_and_hlt();
    }
}
