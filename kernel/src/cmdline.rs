//! What the kernel command line may say: words, separated by white space.

use core::fmt::{self, Display, Formatter};

/// What a run is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CommandLine {
    /// How to misbehave once every CPU is up.
    pub(crate) provoke: Option<Provocation>,
    /// Acquisitions of each CPU in the self-tests that count, or as many as the
    /// library likes.
    pub(crate) acquisitions: Option<u64>,
    /// Whether the self-tests run.
    pub(crate) self_tests: bool,
    /// Whether the throughput curves are measured.
    pub(crate) curve: bool,
}

/// A deliberate failure: whoever watches the machine must notice each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provocation {
    Panic,
    PageFault,
    Divide,
    DoubleFault,
    TripleFault,
    Hang,
}

impl Provocation {
    const ALL: [(&'static str, Self); 6] = [
        ("panic", Self::Panic),
        ("page-fault", Self::PageFault),
        ("divide", Self::Divide),
        ("double-fault", Self::DoubleFault),
        ("triple-fault", Self::TripleFault),
        ("hang", Self::Hang),
    ];
}

/// A word that is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnknownWord<'a>(pub(crate) &'a str);

impl CommandLine {
    /// What an empty command line asks for.
    const DEFAULT: Self = Self {
        provoke: None,
        acquisitions: None,
        self_tests: true,
        curve: true,
    };

    /// Reads a command line. Where words contradict each other, the last one
    /// holds.
    pub(crate) fn parse(text: &str) -> Result<Self, UnknownWord<'_>> {
        let mut line = Self::DEFAULT;
        for word in text.split_ascii_whitespace() {
            line.take(word).ok_or(UnknownWord(word))?;
        }
        Ok(line)
    }

    fn take(&mut self, word: &str) -> Option<()> {
        match word.split_once('=')? {
            ("provoke", name) => {
                let (_, provocation) = Provocation::ALL.iter().find(|(known, _)| *known == name)?;
                self.provoke = Some(*provocation);
            }
            ("acquisitions", count) => {
                self.acquisitions = Some(count.parse().ok().filter(|count| *count > 0)?);
            }
            ("tests", "off") => self.self_tests = false,
            ("curve", "off") => self.curve = false,
            _ => return None,
        }
        Some(())
    }
}

impl Display for UnknownWord<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "unknown word in the kernel command line: `{}`", self.0)?;
        write!(f, "known are: tests=off curve=off acquisitions=N (N > 0)")?;
        for (name, _) in Provocation::ALL {
            write!(f, " provoke={name}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_asks_for_everything() {
        assert_eq!(CommandLine::parse(" \t "), Ok(CommandLine::DEFAULT));
    }

    #[test]
    fn words_are_taken_in_any_order() {
        assert_eq!(
            CommandLine::parse("curve=off  provoke=double-fault acquisitions=17 tests=off"),
            Ok(CommandLine {
                provoke: Some(Provocation::DoubleFault),
                acquisitions: Some(17),
                self_tests: false,
                curve: false,
            })
        );
    }

    #[test]
    fn the_first_unknown_word_is_named() {
        for word in [
            "tests",
            "tests=on",
            "acquisitions=0",
            "acquisitions=-1",
            "acquisitions=",
            "provoke=nothing",
            "=",
        ] {
            let line = format!("curve=off {word} other");
            assert_eq!(CommandLine::parse(&line), Err(UnknownWord(word)));
        }
    }

    #[test]
    fn the_error_lists_every_word_that_is_known() {
        let error = UnknownWord("x").to_string();
        for (name, _) in Provocation::ALL {
            assert!(error.contains(&format!("provoke={name}")), "{error}");
        }
    }
}
