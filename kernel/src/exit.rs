//! How a run ends.

use x86_64::instructions::port::Port;
use x86_64::instructions::{hlt, interrupts};

use crate::console;

/// What is written to `isa-debug-exit`; QEMU then exits with `2 × value + 1`.
///
/// Zero is not among them, nor is QEMU's status 0, which a triple fault gives
/// under `-no-reboot`.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub(crate) enum Outcome {
    /// All that was asked has been done: status 33.
    Passed = 0x10,
    /// A self-test has failed: status 35.
    TestsFailed = 0x11,
    /// A panic or an exception: status 37.
    Crashed = 0x12,
    /// The command line is not understood: status 39.
    BadCommandLine = 0x13,
}

/// Ends the run.
pub(crate) fn exit(outcome: Outcome) -> ! {
    console::drain();
    let mut port = Port::<u32>::new(0xf4);
    // SAFETY: the port is QEMU's isa-debug-exit, or else nobody listens.
    unsafe { port.write(outcome as u32) };
    halt()
}

/// Stops this CPU for good.
pub(crate) fn halt() -> ! {
    loop {
        interrupts::disable();
        hlt();
    }
}
