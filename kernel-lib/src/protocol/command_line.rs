//! What the kernel command line may say: words, separated by white space.

use core::error::Error;
use core::fmt::{self, Display, Formatter};
use core::num::NonZeroU64;

use super::Provocation;
use crate::options::Options;

const TESTS_OFF: &str = "tests=off";
const CURVE_OFF: &str = "curve=off";
const ACQUISITIONS: &str = "acquisitions=";
const PROVOKE: &str = "provoke=";

/// One word of the command line. [`Display`] writes it as [`Word::parse`] reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// No self-tests.
    TestsOff,
    /// No throughput curves.
    CurveOff,
    /// `Options::acquisitions`.
    Acquisitions(NonZeroU64),
    /// Fail in this way once every CPU is up.
    Provoke(Provocation),
}

impl Word {
    /// Reads one word.
    ///
    /// # Errors
    ///
    /// If the kernel does not know it; the error lists those that it knows.
    pub fn parse(word: &str) -> Result<Self, UnknownWord<'_>> {
        let known = match word {
            TESTS_OFF => Some(Self::TestsOff),
            CURVE_OFF => Some(Self::CurveOff),
            _ => {
                let count = word.strip_prefix(ACQUISITIONS);
                let count = count.and_then(|count| count.parse().ok());
                let name = word.strip_prefix(PROVOKE);
                let provocation = name.and_then(Provocation::named);
                let count = count.map(Self::Acquisitions);
                count.or(provocation.map(Self::Provoke))
            }
        };
        known.ok_or(UnknownWord(word))
    }
}

impl Display for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::TestsOff => f.write_str(TESTS_OFF),
            Self::CurveOff => f.write_str(CURVE_OFF),
            Self::Acquisitions(count) => write!(f, "{ACQUISITIONS}{count}"),
            Self::Provoke(provocation) => write!(f, "{PROVOKE}{provocation}"),
        }
    }
}

/// What a run is asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommandLine {
    /// How to fail once every CPU is up, if at all.
    pub provoke: Option<Provocation>,
    /// What to run otherwise.
    pub options: Options,
}

impl CommandLine {
    /// Reads a command line; an empty one asks for everything. Where words
    /// contradict each other, the last one holds.
    ///
    /// # Errors
    ///
    /// If a word is not known: the first one that is not.
    pub fn parse(text: &str) -> Result<Self, UnknownWord<'_>> {
        let mut line = Self::default();
        for word in text.split_ascii_whitespace() {
            match Word::parse(word)? {
                Word::TestsOff => line.options.self_tests = false,
                Word::CurveOff => line.options.curve = false,
                Word::Acquisitions(count) => line.options.acquisitions = Some(count.get()),
                Word::Provoke(provocation) => line.provoke = Some(provocation),
            }
        }
        Ok(line)
    }
}

/// A word that the kernel does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWord<'a>(pub &'a str);

impl Display for UnknownWord<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "unknown word in the kernel command line: `{}`", self.0)?;
        write!(
            f,
            "known are: {TESTS_OFF} {CURVE_OFF} {ACQUISITIONS}N (N > 0)"
        )?;
        for provocation in Provocation::ALL {
            write!(f, " {}", Word::Provoke(provocation))?;
        }
        Ok(())
    }
}

impl Error for UnknownWord<'_> {}
