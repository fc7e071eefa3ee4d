//! The end of a run.

use latchwork_kernel_lib::protocol::{EXIT_PORT, Outcome, Way};
use x86_64::instructions::port::Port;
use x86_64::instructions::{hlt, interrupts};

use crate::console::{self, println};
use crate::power;

/// Ends the run. Where nothing listens to [`EXIT_PORT`], a machine on which all went well is
/// switched off; any other stands still, so that what it has said can be read.
pub(crate) fn exit(outcome: Outcome) -> ! {
    console::drain();
    let mut port = Port::<u32>::new(EXIT_PORT);
    // SAFETY: the port is QEMU's isa-debug-exit, or else nobody listens.
    unsafe { port.write(outcome.value()) };
    if outcome == Outcome::Passed {
        if power::can_switch_off() {
            say(Way::PowerOff);
            power::switch_off();
        }
        println!("this machine cannot be switched off: it stands still");
    }
    halt()
}

/// Ends the run by a reset.
pub(crate) fn reset() -> ! {
    if power::has_reset_register() {
        say(Way::ResetRegister);
        power::reset_by_register();
    }
    say(Way::KeyboardController);
    power::reset_by_keyboard_controller();
    say(Way::TripleFault);
    power::reset_by_triple_fault();
    halt()
}

/// Says how the machine ends next.
fn say(way: Way) {
    println!("{way}");
    console::drain();
}

/// Stops this CPU for good.
pub(crate) fn halt() -> ! {
    loop {
        interrupts::disable();
        hlt();
    }
}
