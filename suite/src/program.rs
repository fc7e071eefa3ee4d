//! The command line of a checker program.

mod all;
mod execute;
mod replay;

pub use all::all;

use crate::arguments::{self, Command};
use crate::checker;
use crate::report::{About, Message};
use crate::{Check, Run};
use execute::execute;
use replay::replay;
use std::collections::BTreeSet;
use std::process::ExitCode;

/// What to do about a program without checks.
const NOTHING: &str = if cfg!(any(loom, shuttle, explore)) {
    "this program has no checks for a checker: build it without `--cfg` in RUSTFLAGS"
} else {
    "this program has no checks for the host's threads: set RUSTFLAGS to \"--cfg loom\", \"--cfg explore\" or \"--cfg shuttle\""
};

/// Does what the command line says.
///
/// The exit status of `run` is 0 if the check was run, whatever its result. That
/// of `all` is 1 if a result was not as expected, and that of `replay` is 1 if
/// the check fails again. It is 2 if the command line is wrong, if the program
/// is not the one that a failure was saved from, or if there are no checks for
/// what it was built for.
pub fn main(checks: Vec<Check>) -> ExitCode {
    if checks.is_empty() {
        eprintln!("{}", NOTHING);
        return ExitCode::from(2);
    }
    if let Some(id) = named_twice(&checks) {
        eprintln!("two checks of this program are named {id:?}; only one of them would be run");
        return ExitCode::from(2);
    }
    let find = |checks: Vec<Check>, id: &str| {
        let found = checks.into_iter().find(|check| check.description.id == id);
        if found.is_none() {
            eprintln!("there is no check named {id:?}; `list` names them all");
        }
        found
    };
    let command = match arguments::parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("{error}; `--help` tells what can be said");
            return ExitCode::from(2);
        }
    };
    match command {
        Command::Help => {
            print!("{}", arguments::HELP);
            ExitCode::SUCCESS
        }
        Command::List => {
            let descriptions: Vec<_> = checks.iter().map(|check| &check.description).collect();
            print_json(&descriptions);
            ExitCode::SUCCESS
        }
        Command::About => {
            print_json(&about(&checks));
            ExitCode::SUCCESS
        }
        Command::Run {
            id,
            deep,
            failures,
            shard,
        } => match find(checks, &id) {
            Some(check) if shard.is_some() && !check.splits => {
                eprintln!(
                    "the executions of {id} cannot be split; `about` names the checks whose can"
                );
                ExitCode::from(2)
            }
            Some(check) => {
                let run = Run {
                    deep,
                    failures,
                    shard,
                    ..Run::default()
                };
                let progress = run.clone();
                let row = execute(check, run, || {
                    print_json(&Message::Progress {
                        executions: progress.executions(),
                        blocked: progress.blocked(),
                        estimate: progress.estimate(),
                    });
                });
                print_json(&Message::Done(Box::new(row)));
                ExitCode::SUCCESS
            }
            None => ExitCode::from(2),
        },
        Command::All => all(&checks),
        Command::Replay { id, file } => match find(checks, &id) {
            Some(check) => replay(check, &file),
            None => ExitCode::from(2),
        },
    }
}

/// Which program this is.
fn about(checks: &[Check]) -> About {
    let splits = checks.iter().filter(|check| check.splits);
    About {
        checker: checker::NAME.to_owned(),
        version: checker::VERSION.to_owned(),
        memory_model: checker::MEMORY_MODEL.to_owned(),
        splits: splits.map(|check| check.description.id.clone()).collect(),
    }
}

/// A name that two checks have.
fn named_twice(checks: &[Check]) -> Option<&str> {
    let mut ids = BTreeSet::new();
    let mut all = checks.iter().map(|check| check.description.id.as_str());
    all.find(|&id| !ids.insert(id))
}

fn print_json(value: &impl serde::Serialize) {
    let line = serde_json::to_string(value).expect("reports have only JSON's types");
    println!("{line}");
}
