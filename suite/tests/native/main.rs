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
        _ => {
            a_reader_who_has_gone_is_no_panic();
            latchwork_suite::program::all(&checks, &[]).expect("there are checks")
        }
    }
}

/// What `list | head` comes to: the program ends, and says nothing of it.
#[cfg(not(any(loom, shuttle, explore)))]
fn a_reader_who_has_gone_is_no_panic() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let program = std::env::current_exe().expect("this program has a file");
    let list = std::process::Command::new(program)
        .arg("list")
        .stdout(writer)
        .output();
    let output = list.expect("this program can be started");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

/// In a build for a checker there is nothing native.
#[cfg(any(loom, shuttle, explore))]
fn main() -> ExitCode {
    println!("skipped: this is a build for a checker");
    ExitCode::SUCCESS
}
