//! What the kernel command line may say: words, separated by white space.

use core::error::Error;
use core::fmt::{self, Display, Formatter};
use core::num::NonZeroU64;

use super::Provocation;
use crate::options::{MOST_INSIDE, Options};

const TESTS_OFF: &str = "tests=off";
const CURVE_OFF: &str = "curve=off";
const MEASURE: &str = "measure";
const STATISTICS: &str = "stats";
const ACQUISITIONS: &str = "acquisitions=";
const CRITICAL_SECTION: &str = "critical-section=";
const PROVOKE: &str = "provoke=";

/// One word of the command line. [`Display`] writes it as [`Word::parse`] reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// No self-tests.
    TestsOff,
    /// No throughput curves.
    CurveOff,
    /// How long the paths of the locks' operations are.
    Measure,
    /// How much the locks are contended.
    Statistics,
    /// `Options::acquisitions`.
    Acquisitions(NonZeroU64),
    /// `Options::critical_section`.
    CriticalSection(NonZeroU64),
    /// Fail in this way once every CPU is up.
    Provoke(Provocation),
}

impl Word {
    /// Reads one word.
    ///
    /// # Errors
    ///
    /// If the kernel does not know it; the error lists those that it knows.
    pub fn parse(word: &str) -> Result<Self, WordError<'_>> {
        let known = match word {
            TESTS_OFF => Some(Self::TestsOff),
            CURVE_OFF => Some(Self::CurveOff),
            MEASURE => Some(Self::Measure),
            STATISTICS => Some(Self::Statistics),
            _ => {
                let numbered = |prefix| word.strip_prefix(prefix).and_then(number);
                let name = word.strip_prefix(PROVOKE);
                let provocation = name.and_then(Provocation::named);
                let count = numbered(ACQUISITIONS).map(Self::Acquisitions);
                let inside = numbered(CRITICAL_SECTION).filter(|it| it.get() <= MOST_INSIDE);
                let inside = inside.map(Self::CriticalSection);
                count.or(inside).or(provocation.map(Self::Provoke))
            }
        };
        known.ok_or(WordError::Unknown(word))
    }
}

/// The number that `text` is, in one way only: decimal digits, the first of which is no
/// zero.
fn number(text: &str) -> Option<NonZeroU64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = digits && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}

impl Display for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::TestsOff => f.write_str(TESTS_OFF),
            Self::CurveOff => f.write_str(CURVE_OFF),
            Self::Measure => f.write_str(MEASURE),
            Self::Statistics => f.write_str(STATISTICS),
            Self::Acquisitions(count) => write!(f, "{ACQUISITIONS}{count}"),
            Self::CriticalSection(ticks) => write!(f, "{CRITICAL_SECTION}{ticks}"),
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
    /// Reads a command line; an empty one asks for everything.
    ///
    /// # Errors
    ///
    /// If a word is not known, or says again what one before it has said: the first such
    /// word.
    pub fn parse(text: &str) -> Result<Self, WordError<'_>> {
        let mut line = Self::default();
        for (index, word) in text.split_ascii_whitespace().enumerate() {
            let mut earlier = text.split_ascii_whitespace().take(index);
            if earlier.any(|earlier| subject(earlier) == subject(word)) {
                return Err(WordError::Repeated(word));
            }
            match Word::parse(word)? {
                Word::TestsOff => line.options.self_tests = false,
                Word::CurveOff => line.options.curve = false,
                Word::Measure => line.options.measure = true,
                Word::Statistics => line.options.statistics = true,
                Word::Acquisitions(count) => line.options.acquisitions = Some(count.get()),
                Word::CriticalSection(ticks) => line.options.critical_section = ticks.get(),
                Word::Provoke(provocation) => line.provoke = Some(provocation),
            }
        }
        Ok(line)
    }
}

/// What a word is about.
fn subject(word: &str) -> Option<&str> {
    word.split('=').next()
}

/// Why a command line is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordError<'a> {
    /// The kernel does not know this word.
    Unknown(&'a str),
    /// A word before this one is about the same.
    Repeated(&'a str),
}

impl Display for WordError<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(word) => {
                writeln!(f, "unknown word in the kernel command line: `{word}`")?;
            }
            Self::Repeated(word) => writeln!(
                f,
                "the kernel command line says twice what `{word}` is about"
            )?,
        }
        write!(f, "known are, each once: {KnownWords}")
    }
}

/// The words that the kernel knows, for people.
#[derive(Clone, Copy, Debug)]
pub struct KnownWords;

impl Display for KnownWords {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{TESTS_OFF} {CURVE_OFF} {MEASURE} {STATISTICS} {ACQUISITIONS}N {CRITICAL_SECTION}TICKS (N and TICKS > 0, in \
             plain digits; TICKS at most {MOST_INSIDE})"
        )?;
        for provocation in Provocation::ALL {
            write!(f, " {}", Word::Provoke(provocation))?;
        }
        Ok(())
    }
}

impl Error for WordError<'_> {}
