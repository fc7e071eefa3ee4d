//! What the hardware scheduler has decided, and its written form.

use core::fmt::{self, Display, Formatter};
use core::str::FromStr;

/// The decisions of one execution.
///
/// Written, it is a run of steps of one CPU after another, `CPU*STEPS` or `CPU`
/// for one step; then, if the program drew any, its random numbers:
///
/// ```text
/// 0*3 1 2*5
/// numbers 17 4
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// The CPU that was chosen at each switch point.
    pub cpus: Vec<usize>,
    /// The random numbers that the program drew.
    pub numbers: Vec<u64>,
}

/// Why a text is no recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 0 on.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

/// What the line with the random numbers begins with.
const NUMBERS: &str = "numbers";

/// Runs in one line.
const RUNS: usize = 20;

impl Recording {
    /// Decisions in the longest recording. A longer execution is taken for a
    /// livelock.
    pub const LONGEST: usize = 100_000;

    /// What is left of it at the end of an execution that has followed it, in
    /// words.
    pub(crate) fn left_over(&self, followed: &Self) -> Option<String> {
        let (steps, all_steps) = (followed.cpus.len(), self.cpus.len());
        let (numbers, all_numbers) = (followed.numbers.len(), self.numbers.len());
        if steps < all_steps {
            Some(format!(
                "the program ends after step {steps} of the {all_steps} that are recorded"
            ))
        } else if numbers < all_numbers {
            Some(format!(
                "the program draws {numbers} of the {all_numbers} random numbers that are recorded"
            ))
        } else {
            None
        }
    }

    fn read_run(&mut self, run: &str) -> Result<(), String> {
        let (cpu, steps) = run.split_once('*').unwrap_or((run, "1"));
        let (Ok(cpu), Ok(steps @ 1..)) = (cpu.parse(), steps.parse::<usize>()) else {
            return Err(format!("{run:?} is neither CPU nor CPU*STEPS"));
        };
        if steps > Self::LONGEST - self.cpus.len() {
            return Err(format!(
                "more than {} decisions in all, at {run:?}",
                Self::LONGEST
            ));
        }
        self.cpus.resize(self.cpus.len() + steps, cpu);
        Ok(())
    }

    fn read_number(&mut self, number: &str) -> Result<(), String> {
        let Ok(number) = number.parse() else {
            return Err(format!("{number:?} is no random number"));
        };
        self.numbers.push(number);
        Ok(())
    }
}

impl FromStr for Recording {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let mut recording = Self::default();
        for (line, words) in text.lines().enumerate() {
            let mut words = words.split_ascii_whitespace().peekable();
            let numbers = words.next_if_eq(&NUMBERS).is_some();
            for word in words {
                let read = if numbers {
                    recording.read_number(word)
                } else {
                    recording.read_run(word)
                };
                read.map_err(|what| Unreadable { line, what })?;
            }
        }
        Ok(recording)
    }
}

impl Display for Recording {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, run) in self.cpus.chunk_by(|one, next| one == next).enumerate() {
            match index {
                0 => {}
                _ if index.is_multiple_of(RUNS) => writeln!(f)?,
                _ => write!(f, " ")?,
            }
            match run {
                [cpu] => write!(f, "{cpu}")?,
                [cpu, ..] => write!(f, "{cpu}*{}", run.len())?,
                [] => unreachable!("a run has a step"),
            }
        }
        writeln!(f)?;
        if !self.numbers.is_empty() {
            write!(f, "{NUMBERS}")?;
            for number in &self.numbers {
                write!(f, " {number}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl Display for Unreadable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl core::error::Error for Unreadable {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_written_short() {
        let recording = Recording {
            cpus: vec![0, 0, 0, 1, 2, 2, 2, 2, 2],
            numbers: vec![17, u64::MAX],
        };
        let text = recording.to_string();
        assert_eq!(text, "0*3 1 2*5\nnumbers 17 18446744073709551615\n");
        assert_eq!(text.parse(), Ok(recording));
    }

    #[test]
    fn a_long_recording_has_several_lines() {
        let cpus = (0..50).map(|step| step % 3).collect();
        let recording = Recording {
            cpus,
            ..Recording::default()
        };
        let text = recording.to_string();
        assert_eq!(text.lines().count(), 3);
        assert_eq!(text.parse(), Ok(recording));
    }

    #[test]
    fn garbage_is_refused_where_it_stands() {
        for (text, line, what) in [
            ("0*3 x", 0, "\"x\" is neither"),
            ("0*3\n1*0", 1, "\"1*0\" is neither"),
            ("0*", 0, "\"0*\" is neither"),
            ("-1", 0, "\"-1\" is neither"),
            ("0*2*2", 0, "\"0*2*2\" is neither"),
            ("0*99999 1*2", 0, "more than 100000 decisions in all"),
            ("0*99999999999999999999999", 0, "is neither"),
            ("0\nnumbers 1 two", 1, "\"two\" is no random number"),
        ] {
            let error = text.parse::<Recording>().expect_err(text);
            assert_eq!(error.line, line, "{text}");
            assert!(error.what.contains(what), "{text}: {error}");
        }
    }
}
