//! shuttle's checks of Latchwork's own objects, and their known-bad twins.

use std::process::ExitCode;

fn main() -> ExitCode {
    latchwork_checks::main("shuttle")
}
