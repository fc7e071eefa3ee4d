//! The end of a run.

use latchwork_kernel_lib::protocol::{EXIT_PORT, Outcome};
use x86_64::instructions::port::Port;
use x86_64::instructions::{hlt, interrupts};

use crate::console;

/// Ends the run.
pub(crate) fn exit(outcome: Outcome) -> ! {
    console::drain();
    let mut port = Port::<u32>::new(EXIT_PORT);
    // SAFETY: the port is QEMU's isa-debug-exit, or else nobody listens.
    unsafe { port.write(outcome.value()) };
    halt()
}

/// Stops this CPU for good.
pub(crate) fn halt() -> ! {
    loop {
        interrupts::disable();
        hlt();
    }
}
