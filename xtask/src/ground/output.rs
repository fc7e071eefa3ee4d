//! Standard output, which carries results only.

use std::fmt::Display;
use std::io::Write;

/// Prints a line of a result. A reader who has gone (`| head`, for instance) misses it,
/// and no more: results are in files, too, and the exit status says how all went.
pub(crate) fn line(text: impl Display) {
    let mut output = anstream::stdout().lock();
    let _ = writeln!(output, "{text}");
}
