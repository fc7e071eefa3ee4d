//! Whether we may change the machine.

use std::env;
use std::io::{self, IsTerminal, Write};

/// Whether this is continuous integration: nobody is asked, and nobody reads what was
/// left out.
pub(crate) fn in_ci() -> bool {
    env::var("CI").is_ok_and(|ci| ci == "true")
}

/// What the user has said about installing programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    /// Yes, beforehand.
    Given,
    /// Nothing yet; there is a terminal to ask on.
    Ask,
    /// Nothing, and nobody is there.
    Withheld,
}

impl Consent {
    /// From `--yes`, the environment, and the terminal.
    pub(crate) fn new(yes: bool) -> Self {
        let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
        Self::from(yes || in_ci(), terminal)
    }

    fn from(given: bool, terminal: bool) -> Self {
        match (given, terminal) {
            (true, _) => Consent::Given,
            (false, true) => Consent::Ask,
            (false, false) => Consent::Withheld,
        }
    }

    /// Whether the user agrees to `question`, asked if need be.
    pub(crate) fn to(self, question: &str) -> io::Result<bool> {
        match self {
            Consent::Given => Ok(true),
            Consent::Withheld => Ok(false),
            Consent::Ask => {
                anstream::eprint!("{question} [Y/n] ");
                io::stderr().flush()?;
                let mut answer = String::new();
                // The end of the input is no answer.
                Ok(io::stdin().read_line(&mut answer)? > 0 && is_yes(&answer))
            }
        }
    }
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_where_nobody_is() {
        assert_eq!(Consent::from(false, true), Consent::Ask);
        assert_eq!(Consent::from(false, false), Consent::Withheld);
        assert_eq!(Consent::from(true, false), Consent::Given);
        assert_eq!(Consent::from(true, true), Consent::Given);
    }

    #[test]
    fn only_yes_is_yes() {
        assert!(is_yes("\n") && is_yes("y\n") && is_yes(" YES\n"));
        assert!(!is_yes("n\n") && !is_yes("no\n") && !is_yes("why?\n"));
    }
}
