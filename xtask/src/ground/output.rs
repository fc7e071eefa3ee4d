//! Standard output, which carries results only.

use std::fmt::Display;
use std::io::Write;

use latchwork_suite::table::{room, wrapped};

/// Prints a line of a result. A reader who has gone (`| head`, for instance) misses it,
/// and no more: results are in files, too, and the exit status says how all went.
pub(crate) fn line(text: impl Display) {
    let mut output = anstream::stdout().lock();
    let _ = writeln!(output, "{text}");
}

/// Prints sentences, broken between words where the terminal ends.
pub(crate) fn prose(text: impl Display) {
    line(wrapped(&text.to_string(), room()));
}
