//! The compiler flags of a build: the user's, and ours after them.

use std::env;

/// The variable that carries the flags to cargo; it takes precedence over `RUSTFLAGS`
/// and keeps flags with spaces whole.
pub(crate) const VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";

const SEPARATOR: char = '\u{1f}';

/// The user's flags from the environment followed by `ours`, encoded for [`VARIABLE`].
pub(crate) fn with(ours: &[&str]) -> String {
    let encoded = env::var(VARIABLE).ok();
    let plain = env::var("RUSTFLAGS").ok();
    append(encoded.as_deref(), plain.as_deref(), ours)
}

/// As cargo reads them: the encoded variable, if set, replaces the plain one.
fn append(encoded: Option<&str>, plain: Option<&str>, ours: &[&str]) -> String {
    let theirs: Vec<&str> = match (encoded, plain) {
        (Some(""), _) => Vec::new(),
        (Some(encoded), _) => encoded.split(SEPARATOR).collect(),
        (None, Some(plain)) => plain.split_whitespace().collect(),
        (None, None) => Vec::new(),
    };
    let all: Vec<&str> = theirs.into_iter().chain(ours.iter().copied()).collect();
    all.join(&SEPARATOR.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_follow_theirs() {
        let ours = ["--cfg", "loom"];
        assert_eq!(append(None, None, &ours), "--cfg\u{1f}loom");
        assert_eq!(
            append(None, Some(" -Dwarnings  -g "), &ours),
            "-Dwarnings\u{1f}-g\u{1f}--cfg\u{1f}loom"
        );
        assert_eq!(
            append(Some("--cfg\u{1f}a=\"b c\""), None, &ours),
            "--cfg\u{1f}a=\"b c\"\u{1f}--cfg\u{1f}loom"
        );
    }

    #[test]
    fn the_encoded_variable_hides_the_plain_one_even_if_empty() {
        assert_eq!(
            append(Some("-g"), Some("-Dwarnings"), &["-v"]),
            "-g\u{1f}-v"
        );
        assert_eq!(append(Some(""), Some("-Dwarnings"), &["-v"]), "-v");
    }
}
