//! The randomized checks of Latchwork's own objects, and their known-bad twins.

use std::process::ExitCode;

#[cfg(shuttle)]
mod controls;
#[cfg(shuttle)]
mod hardware;
#[cfg(shuttle)]
mod locks;
#[cfg(shuttle)]
mod queue;

#[cfg(shuttle)]
fn main() -> ExitCode {
    let mut checks = locks::checks();
    checks.extend(queue::checks());
    checks.extend(hardware::checks());
    checks.extend(controls::checks());
    checks.extend(queue::controls());
    latchwork_suite::program::main(checks)
}

#[cfg(not(shuttle))]
fn main() -> ExitCode {
    latchwork_suite::program::main(Vec::new())
}
