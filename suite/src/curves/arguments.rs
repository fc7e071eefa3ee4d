//! The words of the command line of a program that draws curves.

use latchwork_coherence::Placement;
use latchwork_coherence::contest::Spread;
use lexopt::prelude::*;
use lexopt::{Error, Parser};

/// What the program says of itself.
pub(super) const HELP: &str = "\
Draws the curves of locks on a simulated cache-coherent machine.

Usage: PROGRAM list
       PROGRAM measure [OPTION…]
       PROGRAM points

Commands:
  list     Print the locks, and the machines that are known
  measure  Measure the locks, and print a table
  points   Read a point of a curve as JSON from each line of standard input, and print
           what it measures as JSON, in their order

Options of `measure`:
  --machine NAME|FILE          The machine [opteron48]
  --lock NAME                  Only this lock; may be repeated
  --cpus LIST                  How many CPUs contend, `1,2,4` for instance [1, 2, 4, … all]
  --critical-section LIST      Cycles that a holder is inside [400]
  --lines N                    Lines that a holder stores to besides [1]
  --outside LIST               Cycles that a CPU is outside, on average [50]
  --within PERCENT             The time outside is the average, give or take so much; else
                               it is drawn from an exponential distribution
  --compact                    Fill a node before the next; else CPUs are dealt to the nodes
  --acquisitions N             Acquisitions of all CPUs together that are counted [10000]
  --seed N                     What shuffles the start and draws the times [1]
  --json                       For programs: what is measured, as JSON, a line each
  -h, --help                   Print this

Exit status: 0 all was measured, 1 a lock lets CPUs wait for ever, 2 something is missing or
misused.
";

/// What to do.
#[derive(Debug, PartialEq)]
pub(super) enum Command {
    Help,
    List,
    Measure(Wanted),
    Points,
}

/// What to measure.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    pub(super) machine: String,
    pub(super) locks: Vec<String>,
    /// All sizes, if none is named.
    pub(super) cpus: Vec<usize>,
    pub(super) critical_sections: Vec<u64>,
    pub(super) lines: usize,
    pub(super) outside: Vec<u64>,
    pub(super) spread: Spread,
    pub(super) placement: Placement,
    pub(super) acquisitions: usize,
    pub(super) seed: u64,
    pub(super) json: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            machine: "opteron48".to_owned(),
            locks: Vec::new(),
            cpus: Vec::new(),
            critical_sections: vec![400],
            lines: 1,
            outside: vec![50],
            spread: Spread::Exponential,
            placement: Placement::Spread,
            acquisitions: 10_000,
            seed: 1,
            json: false,
        }
    }
}

/// What the command line says.
pub(super) fn parse(mut parser: Parser) -> Result<Command, Error> {
    let Some(first) = parser.next()? else {
        return Ok(Command::Help);
    };
    match first {
        Short('h') | Long("help") => Ok(Command::Help),
        Value(word) if word == "list" => nothing_more(parser, Command::List),
        Value(word) if word == "points" => nothing_more(parser, Command::Points),
        Value(word) if word == "measure" => wanted(parser),
        Value(word) => Err(format!("there is no command {word:?}").into()),
        other => Err(other.unexpected()),
    }
}

fn nothing_more(mut parser: Parser, command: Command) -> Result<Command, Error> {
    match parser.next()? {
        Some(other) => Err(other.unexpected()),
        None => Ok(command),
    }
}

fn wanted(mut parser: Parser) -> Result<Command, Error> {
    let mut wanted = Wanted::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("machine") => wanted.machine = parser.value()?.string()?,
            Long("lock") => wanted.locks.push(parser.value()?.string()?),
            Long("cpus") => wanted.cpus = list("--cpus", &mut parser)?,
            Long("critical-section") => {
                wanted.critical_sections = list("--critical-section", &mut parser)?;
            }
            Long("outside") => wanted.outside = list("--outside", &mut parser)?,
            Long("lines") => wanted.lines = number("--lines", &mut parser)?,
            Long("within") => {
                wanted.spread = match number("--within", &mut parser)? {
                    percent @ 0..=100 => Spread::Within(percent),
                    _ => return Err("--within is 0 to 100 percent".into()),
                };
            }
            Long("compact") => wanted.placement = Placement::Compact,
            Long("acquisitions") => {
                wanted.acquisitions = number("--acquisitions", &mut parser)?;
                if wanted.acquisitions < 2 {
                    return Err("--acquisitions is at least 2".into());
                }
            }
            Long("seed") => wanted.seed = number("--seed", &mut parser)?,
            Long("json") => wanted.json = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Measure(wanted))
}

fn number<T: std::str::FromStr>(option: &str, parser: &mut Parser) -> Result<T, Error> {
    let said = parser.value()?.string()?;
    read(option, &said)
}

fn list<T: std::str::FromStr>(option: &str, parser: &mut Parser) -> Result<Vec<T>, Error> {
    let said = parser.value()?.string()?;
    if said.trim().is_empty() {
        return Err(format!("{option} is empty: say numbers, with commas between them").into());
    }
    said.split(',').map(|one| read(option, one)).collect()
}

fn read<T: std::str::FromStr>(option: &str, said: &str) -> Result<T, Error> {
    let wrong = || format!("{option}: {said:?} is not a number, or too large").into();
    said.trim().parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &[&str]) -> Result<Command, String> {
        parse(Parser::from_args(words)).map_err(|error| error.to_string())
    }

    #[test]
    fn the_words_are_understood() {
        assert_eq!(said(&[]), Ok(Command::Help));
        assert_eq!(said(&["list"]), Ok(Command::List));
        assert_eq!(said(&["points"]), Ok(Command::Points));
        let all = [
            "measure",
            "--machine",
            "i7_4core",
            "--lock",
            "A",
            "--lock",
            "B",
            "--cpus",
            "1, 2",
            "--critical-section=0,100",
            "--outside",
            "7",
            "--lines",
            "4",
            "--within",
            "2",
            "--compact",
            "--acquisitions",
            "99",
            "--seed",
            "5",
            "--json",
        ];
        let wanted = Wanted {
            machine: "i7_4core".to_owned(),
            locks: vec!["A".to_owned(), "B".to_owned()],
            cpus: vec![1, 2],
            critical_sections: vec![0, 100],
            lines: 4,
            outside: vec![7],
            spread: Spread::Within(2),
            placement: Placement::Compact,
            acquisitions: 99,
            seed: 5,
            json: true,
        };
        assert_eq!(said(&all), Ok(Command::Measure(wanted)));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (words, says) in [
            (&["draw"][..], "there is no command \"draw\""),
            (&["list", "more"], "unexpected argument \"more\""),
            (&["measure", "--cpus", ""], "--cpus is empty"),
            (
                &["measure", "--cpus", "1,,2"],
                "--cpus: \"\" is not a number",
            ),
            (
                &["measure", "--outside", "-1"],
                "--outside: \"-1\" is not a number",
            ),
            (
                &["measure", "--within", "101"],
                "--within is 0 to 100 percent",
            ),
            (
                &["measure", "--acquisitions", "1"],
                "--acquisitions is at least 2",
            ),
            (&["measure", "--cpu", "1"], "invalid option '--cpu'"),
        ] {
            let error = said(words).expect_err("it is wrong");
            assert!(error.contains(says), "{error}");
        }
    }
}
