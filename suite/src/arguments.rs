//! The words of a checker program's command line.

use lexopt::prelude::*;
use lexopt::{Error, Parser};
use std::path::PathBuf;

/// What the program says of itself.
pub(crate) const HELP: &str = "\
Runs model checks: explores concurrent programs, and prints what it finds.

Usage: PROGRAM list [--json]
       PROGRAM about [--json]
       PROGRAM run ID [--deep] [--failures DIR] [--shard I/N] [--json]
       PROGRAM all [WORD…]
       PROGRAM replay ID FILE

Commands:
  list    Print the checks
  about   Print which checker this is, and which checks can be split
  run     Run one check
  all     Run all checks, each in a process of its own; print a line each
  replay  Run the execution of a check that failed once more

Arguments:
  ID              The check's name, as listed
  WORD            Run only checks with all these words in id, object, property or checker
  FILE            The file that the failure was saved in
  --deep          Look further
  --failures DIR  Where to save what replays a failure
  --shard I/N     Explore the I-th of N parts of the executions only
  --json          For programs: JSON, and of `run` a message a line, the result last
  -h, --help      Print this
  -V, --version   Print the versions of the suite and of its checker

Exit status: 0 all as expected, 1 a check failed, 2 something is missing or misused;
of `run --json` 0 if the check was run, whatever came of it.
";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Say what there is to say.
    Help,
    /// Print the versions.
    Version,
    /// Print the checks.
    List {
        /// For a program.
        json: bool,
    },
    /// Print which checker this is.
    About {
        /// For a program.
        json: bool,
    },
    /// Run one check.
    Run {
        /// Its name.
        id: String,
        /// Whether to look further.
        deep: bool,
        /// Where to save what replays a failure.
        failures: Option<PathBuf>,
        /// Which part of the executions to explore.
        shard: Option<String>,
        /// For a program.
        json: bool,
    },
    /// Run every check.
    All {
        /// That has these words.
        words: Vec<String>,
    },
    /// Run a saved execution.
    Replay {
        /// The check's name.
        id: String,
        /// Where it was saved.
        file: PathBuf,
    },
}

/// What the words of `parser` ask for.
///
/// # Errors
///
/// A word that is not known there, or that is missing.
pub(crate) fn parse(mut parser: Parser) -> Result<Command, Error> {
    let Some(first) = parser.next()? else {
        return Err("no command is given".into());
    };
    let command = match first {
        Value(word) => word.string()?,
        other => return about_itself(other),
    };
    match command.as_str() {
        "help" => Ok(Command::Help),
        "list" => printed(parser, |json| Command::List { json }),
        "about" => printed(parser, |json| Command::About { json }),
        "all" => all(parser),
        "run" => run(parser),
        "replay" => replay(parser),
        other => Err(format!("there is no command {other:?}").into()),
    }
}

/// What can be asked at any place.
fn about_itself(argument: lexopt::Arg<'_>) -> Result<Command, Error> {
    match argument {
        Short('h') | Long("help") => Ok(Command::Help),
        Short('V') | Long("version") => Ok(Command::Version),
        other => Err(other.unexpected()),
    }
}

/// A command that prints something, for people or for programs.
fn printed(mut parser: Parser, command: impl Fn(bool) -> Command) -> Result<Command, Error> {
    let mut json = false;
    while let Some(word) = parser.next()? {
        match word {
            Long("json") => json = true,
            other => return about_itself(other),
        }
    }
    Ok(command(json))
}

fn all(mut parser: Parser) -> Result<Command, Error> {
    let mut words = Vec::new();
    while let Some(word) = parser.next()? {
        match word {
            Value(word) => words.push(word.string()?),
            other => return about_itself(other),
        }
    }
    Ok(Command::All { words })
}

fn run(mut parser: Parser) -> Result<Command, Error> {
    let (mut id, mut deep, mut failures, mut shard) = (None, false, None, None);
    let mut json = false;
    while let Some(word) = parser.next()? {
        match word {
            Long("deep") => deep = true,
            Long("json") => json = true,
            Long("failures") => failures = Some(PathBuf::from(parser.value()?)),
            Long("shard") => shard = Some(parser.value()?.parse_with(part)?),
            Value(word) if id.is_none() => id = Some(word.string()?),
            other => return about_itself(other),
        }
    }
    Ok(Command::Run {
        id: id.ok_or(NO_ID)?,
        deep,
        failures,
        shard,
        json,
    })
}

fn replay(mut parser: Parser) -> Result<Command, Error> {
    let (mut id, mut file) = (None, None);
    while let Some(word) = parser.next()? {
        match word {
            Value(word) if id.is_none() => id = Some(word.string()?),
            Value(word) if file.is_none() => file = Some(PathBuf::from(word)),
            other => return about_itself(other),
        }
    }
    Ok(Command::Replay {
        id: id.ok_or(NO_ID)?,
        file: file.ok_or("the file that the failure was saved in is missing")?,
    })
}

const NO_ID: &str = "the check's name is missing; `list` prints them all";

/// A part of the executions, as the command line names it.
#[cfg(explore)]
fn part(text: &str) -> Result<String, latchwork_explore::ShardError> {
    let shard: latchwork_explore::Shard = text.parse()?;
    Ok(shard.to_string())
}

/// Only the explorer can do that.
#[cfg(not(explore))]
fn part(_text: &str) -> Result<String, String> {
    let checker = crate::checker::NAME;
    Err(format!("{checker} cannot split the executions of a check"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &str) -> Result<Command, String> {
        parse(Parser::from_args(words.split_whitespace())).map_err(|error| error.to_string())
    }

    #[test]
    fn commands_take_their_words_in_any_order() {
        for (words, json) in [("list", false), ("list --json", true)] {
            assert_eq!(parsed(words), Ok(Command::List { json }));
        }
        assert_eq!(parsed("about --json"), Ok(Command::About { json: true }));
        let words = vec!["lock".to_owned(), "2x1".to_owned()];
        assert_eq!(parsed("all lock 2x1"), Ok(Command::All { words }));
        assert_eq!(
            parsed("run --deep A/lock/2x1 --failures=there --json"),
            Ok(Command::Run {
                id: "A/lock/2x1".to_owned(),
                deep: true,
                failures: Some("there".into()),
                shard: None,
                json: true,
            })
        );
        assert_eq!(
            parsed("replay A/lock/2x1 file"),
            Ok(Command::Replay {
                id: "A/lock/2x1".to_owned(),
                file: "file".into(),
            })
        );
        for help in ["--help", "-h", "help", "run --help", "all -h"] {
            assert_eq!(parsed(help), Ok(Command::Help));
        }
        for version in ["--version", "-V", "list --version"] {
            assert_eq!(parsed(version), Ok(Command::Version));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (words, why) in [
            ("", "no command is given"),
            ("certify", "there is no command \"certify\""),
            ("list all", "unexpected argument \"all\""),
            ("all --json", "invalid option '--json'"),
            ("run", "the check's name is missing; `list` prints them all"),
            ("run A B", "unexpected argument \"B\""),
            ("run A --deeper", "invalid option '--deeper'"),
            (
                "run A --failures",
                "missing argument for option '--failures'",
            ),
            (
                "replay A",
                "the file that the failure was saved in is missing",
            ),
        ] {
            assert_eq!(parsed(words), Err(why.to_owned()), "{words}");
        }
        let refused = parsed("run A --shard 5/4").unwrap_err();
        assert!(
            refused.starts_with("cannot parse argument \"5/4\""),
            "{refused}"
        );
    }
}
