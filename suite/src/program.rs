//! The command line of a checker program.

mod all;
mod execute;
mod output;
mod replay;
mod told;

pub use all::all;

use crate::arguments::{self, Command};
use crate::checker;
use crate::choose;
use crate::report::{About, Message};
use crate::table::{self, Cell, Table, Tone};
use crate::{Check, Run};
use execute::execute;
use output::{say, say_json};
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
/// The exit status of `run`, of `all` and of `replay` is 1 if a result was not as
/// expected, or if the check fails again. That of `run --json` is 0 if the check was run,
/// whatever its result. It is 2 if the command line is wrong, if the program is not the
/// one that a failure was saved from, if there are no checks for what it was built for,
/// or if nobody takes what it prints.
pub fn main(checks: Vec<Check>) -> ExitCode {
    match arguments::parse(lexopt::Parser::from_env()) {
        Ok(command) => obey(command, checks).unwrap_or_else(misused),
        Err(error) => misused(format_args!("{error}; `--help` tells what can be said")),
    }
}

/// Does what `command` says; the exit status, or what is missing or misused.
fn obey(command: Command, checks: Vec<Check>) -> Result<ExitCode, String> {
    let checks = || usable(checks);
    match command {
        Command::Help => say(arguments::HELP.trim_end()),
        Command::Version => say(format_args!(
            "latchwork-suite {}, {}",
            env!("CARGO_PKG_VERSION"),
            checker()
        )),
        Command::List { json } => list(&checks()?, json),
        Command::About { json } => show_about(&about(&checks()?), json),
        Command::Run {
            id,
            deep,
            failures,
            shard,
            json,
        } => {
            let run = Run {
                deep,
                failures,
                shard,
                ..Run::default()
            };
            return run_one(named(checks()?, &id)?, run, json);
        }
        Command::All { words } => return all(&checks()?, &words),
        Command::Replay { id, file } => return Ok(replay(named(checks()?, &id)?, &file)),
    }
    Ok(ExitCode::SUCCESS)
}

/// `checks`, if there are some and each can be named.
fn usable(checks: Vec<Check>) -> Result<Vec<Check>, String> {
    if checks.is_empty() {
        return Err(NOTHING.to_owned());
    }
    match named_twice(&checks) {
        None => Ok(checks),
        Some(id) => Err(format!(
            "two checks of this program are named {id:?}; only one of them would be run"
        )),
    }
}

fn misused(why: impl std::fmt::Display) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(2)
}

/// The check called `id`.
fn named(checks: Vec<Check>, id: &str) -> Result<Check, String> {
    let ids = checks.iter().map(|check| check.description.id.as_str());
    let near = choose::suggest(id, ids.collect());
    let mut checks = checks.into_iter();
    let found = checks.find(|check| check.description.id == id);
    found.ok_or_else(|| format!("there is no check named {id:?}{near}\n`list` names them all"))
}

/// Prints the checks.
fn list(checks: &[Check], json: bool) {
    let descriptions = checks.iter().map(|check| &check.description);
    if json {
        return say_json(&descriptions.collect::<Vec<_>>());
    }
    let mut table = Table::new(["check", "property", "mode", "must violate"])
        .wrapping(&["property"])
        .keeping(&["check", "mode", "must violate"]);
    for check in descriptions {
        let violates = match check.violates.as_str() {
            "" => Cell::new(table::NOTHING),
            property => Cell::new(property).toned(Tone::Noted),
        };
        table.row([
            Cell::new(&check.id),
            Cell::new(&check.property),
            Cell::new(check.mode.name()),
            violates,
        ]);
    }
    say(table.plain(table::room()));
}

/// Runs `check` as `run` says.
fn run_one(check: Check, run: Run, json: bool) -> Result<ExitCode, String> {
    let id = check.description.id.clone();
    if run.shard.is_some() && !check.splits {
        return Err(format!(
            "the executions of {id} cannot be split; `about` names the checks whose can"
        ));
    }
    let progress = run.clone();
    let row = execute(check, run, || {
        if json {
            say_json(&Message::Progress {
                executions: progress.executions(),
                blocked: progress.blocked(),
                estimate: progress.estimate(),
            });
        }
    });
    if json {
        say_json(&Message::Done(Box::new(row)));
        return Ok(ExitCode::SUCCESS);
    }
    say(told::line(&row));
    if !row.violation.is_empty() {
        say(told::how(&row));
    }
    if let Some(file) = &row.replay {
        say(format_args!("run it again: replay {id} {file}"));
    }
    Ok(ExitCode::from(u8::from(told::fails(&row))))
}

/// The checker, with its version and its memory model.
fn checker() -> String {
    format!(
        "{} {}: {}",
        checker::NAME,
        checker::VERSION,
        checker::MEMORY_MODEL
    )
}

fn show_about(about: &About, json: bool) {
    if json {
        return say_json(about);
    }
    say(checker());
    match &about.splits[..] {
        [] => say("no check can be split"),
        splits => say(format_args!("can be split:\n  {}", splits.join("\n  "))),
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
