//! How a self-test ends.

use arrayvec::ArrayString;
use core::error::Error;
use core::fmt::{self, Display, Formatter, Write};

/// What a self-test has found.
pub type Verdict = Result<(), Failure>;

/// What a self-test saw where it expected something else.
#[derive(Clone, Copy, Debug)]
pub struct Failure {
    text: ArrayString<120>,
}

impl Failure {
    /// Says what was seen and what was expected, without any character that
    /// JSON escapes. What does not fit is left out.
    pub fn new(text: fmt::Arguments<'_>) -> Self {
        let mut failure = Self {
            text: ArrayString::new(),
        };
        // The error says that something did not fit.
        let _ = failure.text.write_fmt(text);
        failure
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Failure {}

/// `ensure!(condition, "what was seen, and what was expected", …)` returns a
/// [`Failure`] from the self-test if the condition does not hold.
macro_rules! ensure {
    ($condition:expr, $($text:tt)+) => {
        if !$condition {
            return Err($crate::selftest::Failure::new(format_args!($($text)+)));
        }
    };
}
pub(super) use ensure;
