//! Native stress of Latchwork's own locks, and of known-bad twins that it must
//! reject. Each check is run in a process of its own: this program again.

use std::process::ExitCode;

#[cfg(not(any(loom, shuttle, explore)))]
mod checks;
#[cfg(not(any(loom, shuttle, explore)))]
mod twins;

/// `cargo test` knows no subcommands: it has all checks run.
#[cfg(not(any(loom, shuttle, explore)))]
fn main() -> ExitCode {
    let checks = checks::all();
    match std::env::args().nth(1).as_deref() {
        Some("list" | "run") => latchwork_suite::program::main(checks),
        _ => latchwork_suite::program::all(&checks, &[]).expect("there are checks"),
    }
}

/// In a build for a checker there is nothing native.
#[cfg(any(loom, shuttle, explore))]
fn main() -> ExitCode {
    println!("skipped: this is a build for a checker");
    ExitCode::SUCCESS
}
