//! What a program prints.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process;

/// Prints a line. If nobody takes it any more (`all | head`, for instance), the program
/// has nothing left to do, and ends with status 2.
pub(super) fn say(text: impl Display) {
    let mut output = io::stdout().lock();
    let written = writeln!(output, "{text}").and_then(|()| output.flush());
    if let Err(error) = written {
        if error.kind() != ErrorKind::BrokenPipe {
            eprintln!("cannot write to standard output: {error}");
        }
        process::exit(2);
    }
}

/// Prints `value` as JSON, on one line.
pub(super) fn say_json(value: &impl serde::Serialize) {
    let line = serde_json::to_string(value).expect("reports have only JSON's types");
    say(line);
}
