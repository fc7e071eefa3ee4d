//! The exhaustive checks of Latchwork's own objects, and their known-bad twins.

use std::process::ExitCode;

#[cfg(loom)]
mod controls;
#[cfg(loom)]
mod environment;
#[cfg(loom)]
mod locks;
#[cfg(loom)]
mod queue;

#[cfg(loom)]
fn main() -> ExitCode {
    let mut checks = locks::checks();
    checks.extend(environment::checks());
    checks.extend(queue::checks());
    checks.extend(controls::checks());
    checks.extend(environment::controls());
    checks.extend(latchwork_suite::queue::controls());
    latchwork_suite::program::main(checks)
}

#[cfg(not(loom))]
fn main() -> ExitCode {
    latchwork_suite::program::main(Vec::new())
}
