//! The explorer's checks of Latchwork's own objects, and their known-bad twins.

use std::process::ExitCode;

#[cfg(explore)]
mod controls;
#[cfg(explore)]
mod environment;
#[cfg(explore)]
mod locks;
#[cfg(explore)]
mod queue;

#[cfg(explore)]
fn main() -> ExitCode {
    let mut checks = locks::checks();
    checks.extend(environment::checks());
    checks.extend(queue::checks());
    checks.extend(controls::checks());
    checks.extend(environment::controls());
    checks.extend(latchwork_suite::queue::controls());
    latchwork_suite::program::main(checks)
}

#[cfg(not(explore))]
fn main() -> ExitCode {
    latchwork_suite::program::main(Vec::new())
}
