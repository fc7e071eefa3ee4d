//! Boots in which somebody types: what goes to the serial port must come to the image.

use std::path::Path;

use latchwork_kernel_lib::protocol::{HEARD, TYPE, Word};
use latchwork_suite::report::Verdict;

use crate::cli::Profile;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::image::boot::{Boot, Plan, Typist};

/// What is typed: with two characters that are erased.
const KEYS: &str = "type and erasexx\x7f\x08 me\r";
/// The line that it is.
const LINE: &str = "type and erase me";
/// Other keys, of which another line must come.
const OTHER_KEYS: &str = "type and erase\r";

/// Boots `image` and types a line: that it was heard, or what was; a line that was not typed
/// must not be heard.
pub(crate) fn typed(screen: &Screen, image: &Path) -> Result<Result<String, String>, Stop> {
    let boot = type_keys(screen, image, KEYS)?;
    if boot.report.result != Verdict::Pass || !heard(boot.serial.text(), LINE) {
        return Ok(Err(format!(
            "the image must hear `{LINE}`\n{}",
            boot.explain()
        )));
    }
    let other = type_keys(screen, image, OTHER_KEYS)?;
    if heard(other.serial.text(), LINE) {
        return Ok(Err(format!("`{LINE}` is heard, and was not typed")));
    }
    Ok(Ok("a line was typed and heard".to_owned()))
}

fn type_keys(screen: &Screen, image: &Path, keys: &'static str) -> Result<Boot, Stop> {
    let words = [Word::Echo, Word::TestsOff, Word::CurveOff];
    let plan = Plan {
        typist: Some(Typist { after: TYPE, keys }),
        kernel_args: words.map(|word| word.to_string()).to_vec(),
        ..Plan::new(2, Profile::Release)
    };
    plan.run(screen, image, false)
}

/// Whether the image says that it heard this line.
fn heard(text: &str, line: &str) -> bool {
    text.lines().any(|it| it.strip_prefix(HEARD) == Some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_was_heard_is_the_one_that_was_typed() {
        assert!(heard(&format!("{TYPE}\nab\n{HEARD}ab\n"), "ab"));
        assert!(!heard("ab\n", "ab"));
        assert!(!heard(&format!("{HEARD}abc\n"), "ab"));
        assert!(!heard(&format!("ab\n{HEARD}\n"), "ab"));
    }
}
