//! What the kernel command line may say: words, separated by white space.

use core::error::Error;
use core::fmt::{self, Display, Formatter};
use core::num::NonZeroU64;

use super::Provocation;
use crate::options::{MOST_INSIDE, Options};

/// For how many seconds the watchdog lets a CPU not get on, unless the command line says it.
const WATCH: NonZeroU64 = NonZeroU64::new(10).unwrap();
/// And at most.
const LONGEST_WATCH: u64 = 3_600;

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
    /// End the run by a reset of the machine.
    Reset,
    /// Read a line, and write it back.
    Echo,
    /// No watchdog.
    WatchdogOff,
    /// For how many seconds a CPU may not get on.
    Watchdog(NonZeroU64),
    /// Fail in this way once every CPU is up.
    Provoke(Provocation),
}

/// Every word that the kernel knows.
const TABLE: [Row; 11] = [
    Row {
        begins: "tests=off",
        then: Then::Nothing(Word::TestsOff),
    },
    Row {
        begins: "curve=off",
        then: Then::Nothing(Word::CurveOff),
    },
    Row {
        begins: "measure",
        then: Then::Nothing(Word::Measure),
    },
    Row {
        begins: "stats",
        then: Then::Nothing(Word::Statistics),
    },
    Row {
        begins: "reset",
        then: Then::Nothing(Word::Reset),
    },
    Row {
        begins: "acquisitions=",
        then: Then::Number("N", u64::MAX, Word::Acquisitions),
    },
    Row {
        begins: "critical-section=",
        then: Then::Number("TICKS", MOST_INSIDE, Word::CriticalSection),
    },
    Row {
        begins: "echo",
        then: Then::Nothing(Word::Echo),
    },
    Row {
        begins: "watchdog=off",
        then: Then::Nothing(Word::WatchdogOff),
    },
    Row {
        begins: "watchdog=",
        then: Then::Number("SECONDS", LONGEST_WATCH, Word::Watchdog),
    },
    Row {
        begins: "provoke=",
        then: Then::Provocation,
    },
];

/// How a word is written.
struct Row {
    begins: &'static str,
    then: Then,
}

/// What follows the beginning of a word.
enum Then {
    Nothing(Word),
    /// A number from 1 on: what it is called, the largest, and the word with it.
    Number(&'static str, u64, fn(NonZeroU64) -> Word),
    /// A provocation's name.
    Provocation,
}

impl Row {
    /// The word that `text` is, if it is written in this way.
    fn parse(&self, text: &str) -> Option<Word> {
        let rest = text.strip_prefix(self.begins)?;
        match self.then {
            Then::Nothing(word) => rest.is_empty().then_some(word),
            Then::Number(_, most, word) => number(rest).filter(|it| it.get() <= most).map(word),
            Then::Provocation => Provocation::named(rest).map(Word::Provoke),
        }
    }

    /// Whether `word` is written in this way.
    fn is_of(&self, word: Word) -> bool {
        match (&self.then, word) {
            (Then::Nothing(own), _) => *own == word,
            (
                Then::Number(_, _, own),
                Word::Acquisitions(it) | Word::CriticalSection(it) | Word::Watchdog(it),
            ) => own(it) == word,
            (Then::Provocation, Word::Provoke(_)) => true,
            (Then::Number(..) | Then::Provocation, _) => false,
        }
    }
}

impl Word {
    /// Reads one word.
    ///
    /// # Errors
    ///
    /// If the kernel does not know it; the error lists those that it knows.
    pub fn parse(word: &str) -> Result<Self, WordError<'_>> {
        let known = TABLE.iter().find_map(|row| row.parse(word));
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
        let row = TABLE.iter().find(|row| row.is_of(*self));
        f.write_str(row.map_or("", |row| row.begins))?;
        match self {
            Self::Acquisitions(number) | Self::CriticalSection(number) | Self::Watchdog(number) => {
                write!(f, "{number}")
            }
            Self::Provoke(provocation) => write!(f, "{provocation}"),
            Self::TestsOff
            | Self::CurveOff
            | Self::Measure
            | Self::Statistics
            | Self::Reset
            | Self::Echo
            | Self::WatchdogOff => Ok(()),
        }
    }
}

/// What a run is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// How to fail once every CPU is up, if at all.
    pub provoke: Option<Provocation>,
    /// Whether the run ends by a reset.
    pub reset: bool,
    /// Whether to read a line, and to write it back.
    pub echo: bool,
    /// For how many seconds a CPU may not get on; none if nobody watches. It is 10 if no word
    /// says it.
    pub watchdog: Option<NonZeroU64>,
    /// What to run otherwise.
    pub options: Options,
}

impl Default for CommandLine {
    fn default() -> Self {
        Self {
            provoke: None,
            reset: false,
            echo: false,
            watchdog: Some(WATCH),
            options: Options::default(),
        }
    }
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
                Word::Reset => line.reset = true,
                Word::Echo => line.echo = true,
                Word::WatchdogOff => line.watchdog = None,
                Word::Watchdog(seconds) => line.watchdog = Some(seconds),
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
        for Row { begins, then } in &TABLE {
            match then {
                Then::Nothing(_) => write!(f, "{begins} ")?,
                Then::Number(name, ..) => write!(f, "{begins}{name} ")?,
                Then::Provocation => {
                    for provocation in Provocation::ALL {
                        write!(f, "{begins}{provocation} ")?;
                    }
                }
            }
        }
        f.write_str("(numbers from 1 on, in plain digits")?;
        for Row { then, .. } in &TABLE {
            if let Then::Number(name, most, _) = then
                && *most < u64::MAX
            {
                write!(f, "; {name} at most {most}")?;
            }
        }
        f.write_str(")")
    }
}

impl Error for WordError<'_> {}
