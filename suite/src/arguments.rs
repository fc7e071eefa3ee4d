//! The words of a checker program's command line.

use lexopt::prelude::*;
use lexopt::{Error, Parser};
use std::path::PathBuf;

/// What the program says of itself.
pub(crate) const HELP: &str = "\
Runs model checks: explores concurrent programs, and prints what it finds.

Usage: PROGRAM list
       PROGRAM about
       PROGRAM run ID [--deep] [--failures DIR] [--shard I/N]
       PROGRAM all
       PROGRAM replay ID FILE

Commands:
  list    Print the checks as JSON
  about   Print as JSON which checker this is, and which checks can be split
  run     Run one check; print JSON messages, one a line, the result last
  all     Run all checks, each in a process of its own; print a line each
  replay  Run the execution of a check that failed once more

Arguments:
  ID              The check's name, as listed
  FILE            The file that the failure was saved in
  --deep          Look further
  --failures DIR  Where to save what replays a failure
  --shard I/N     Explore the I-th of N parts of the executions only
  -h, --help      Print this
";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Say what there is to say.
    Help,
    /// Print the checks.
    List,
    /// Print which checker this is.
    About,
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
    },
    /// Run every check.
    All,
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
        Short('h') | Long("help") => return Ok(Command::Help),
        Value(word) => word.string()?,
        other => return Err(other.unexpected()),
    };
    match command.as_str() {
        "help" => Ok(Command::Help),
        "list" => alone(parser, Command::List),
        "about" => alone(parser, Command::About),
        "all" => alone(parser, Command::All),
        "run" => run(parser),
        "replay" => replay(parser),
        other => Err(format!("there is no command {other:?}").into()),
    }
}

/// A command without words of its own.
fn alone(mut parser: Parser, command: Command) -> Result<Command, Error> {
    match parser.next()? {
        None => Ok(command),
        Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected()),
    }
}

fn run(mut parser: Parser) -> Result<Command, Error> {
    let (mut id, mut deep, mut failures, mut shard) = (None, false, None, None);
    while let Some(word) = parser.next()? {
        match word {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("deep") => deep = true,
            Long("failures") => failures = Some(PathBuf::from(parser.value()?)),
            Long("shard") => shard = Some(parser.value()?.parse_with(part)?),
            Value(word) if id.is_none() => id = Some(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Run {
        id: id.ok_or("the check's name is missing; `list` prints them all")?,
        deep,
        failures,
        shard,
    })
}

fn replay(mut parser: Parser) -> Result<Command, Error> {
    let (mut id, mut file) = (None, None);
    while let Some(word) = parser.next()? {
        match word {
            Short('h') | Long("help") => return Ok(Command::Help),
            Value(word) if id.is_none() => id = Some(word.string()?),
            Value(word) if file.is_none() => file = Some(PathBuf::from(word)),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Replay {
        id: id.ok_or("the check's name is missing; `list` prints them all")?,
        file: file.ok_or("the file that the failure was saved in is missing")?,
    })
}

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
        assert_eq!(parsed("list"), Ok(Command::List));
        assert_eq!(
            parsed("run --deep A/lock/2x1 --failures=there"),
            Ok(Command::Run {
                id: "A/lock/2x1".to_owned(),
                deep: true,
                failures: Some("there".into()),
                shard: None,
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
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (words, why) in [
            ("", "no command is given"),
            ("certify", "there is no command \"certify\""),
            ("list all", "unexpected argument \"all\""),
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
