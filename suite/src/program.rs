//! The command line of a checker program.

use crate::counterexample::{Counterexample, room, table};
#[cfg(any(loom, shuttle, explore))]
use crate::explore::meaning;
#[cfg(not(any(loom, shuttle, explore)))]
use crate::native::meaning;
use crate::report::{About, Message, Row, Verdict};
use crate::saved;
use crate::supervise::{Outcome, supervise};
use crate::{Check, Failure, Property, Run};
use clap::{Parser, Subcommand};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, ExitCode};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// The checker that this program was built for.
pub const CHECKER: &str = if cfg!(loom) {
    "loom"
} else if cfg!(shuttle) {
    "shuttle"
} else if cfg!(explore) {
    "explore"
} else {
    "native"
};

/// What to do about a program without checks.
const NOTHING: &str = if cfg!(any(loom, shuttle, explore)) {
    "this program has no checks for a checker: build it without `--cfg` in RUSTFLAGS"
} else {
    "this program has no checks for the host's threads: set RUSTFLAGS to \"--cfg loom\", \"--cfg explore\" or \"--cfg shuttle\""
};

pub(crate) const LOOM: &str = "0.7.3";
pub(crate) const SHUTTLE: &str = "0.9.9";
/// The explorer has the workspace's version, as this crate does.
pub(crate) const EXPLORE: &str = env!("CARGO_PKG_VERSION");

/// Its version: what it saves, another version may not read.
pub const CHECKER_VERSION: &str = if cfg!(loom) {
    LOOM
} else if cfg!(shuttle) {
    SHUTTLE
} else if cfg!(explore) {
    EXPLORE
} else {
    "none"
};

/// Which executions there are, in its eyes.
const MEMORY_MODEL: &str = if cfg!(loom) {
    "acquire and release"
} else if cfg!(shuttle) {
    "sequential consistency"
} else if cfg!(explore) {
    "RC11"
} else {
    "the host's"
};

#[derive(Parser)]
#[command(about = "Runs model checks: explores concurrent programs, and prints what it finds.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the checks as JSON.
    List,
    /// Print as JSON which checker this is, and which checks can be split.
    About,
    /// Run one check; print JSON messages, one a line, the result last.
    Run {
        /// The check's name, as listed.
        id: String,
        /// Look further.
        #[arg(long)]
        deep: bool,
        /// Where to save what replays a failure.
        #[arg(long, value_name = "DIR")]
        failures: Option<PathBuf>,
        /// Explore the I-th of N parts of the executions only.
        #[arg(long, value_name = "I/N", value_parser = shard)]
        shard: Option<String>,
    },
    /// Run all checks, each in a process of its own; print a line each.
    All,
    /// Run the execution of a check that failed once more.
    Replay {
        /// The check's name, as listed.
        id: String,
        /// The file that the failure was saved in.
        file: PathBuf,
    },
}

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
    match Arguments::parse().command {
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
        checker: CHECKER.to_owned(),
        version: CHECKER_VERSION.to_owned(),
        memory_model: MEMORY_MODEL.to_owned(),
        splits: splits.map(|check| check.description.id.clone()).collect(),
    }
}

/// A part of the executions, as the command line names it.
#[cfg(explore)]
fn shard(text: &str) -> Result<String, latchwork_explore::ShardError> {
    let shard: latchwork_explore::Shard = text.parse()?;
    Ok(shard.to_string())
}

/// Only the explorer can do that.
#[cfg(not(explore))]
fn shard(_text: &str) -> Result<String, String> {
    Err(format!("{CHECKER} cannot split the executions of a check"))
}

/// A name that two checks have.
fn named_twice(checks: &[Check]) -> Option<&str> {
    let mut ids = BTreeSet::new();
    let mut all = checks.iter().map(|check| check.description.id.as_str());
    all.find(|&id| !ids.insert(id))
}

/// Runs every check, each in a process of its own (`PROGRAM run ID`), and says
/// how each ended.
pub fn all(checks: &[Check]) -> ExitCode {
    let mut unexpected = 0;
    for check in checks {
        let id = &check.description.id;
        let output = std::env::current_exe()
            .and_then(|program| Process::new(program).args(["run", id]).output());
        let row = output.ok().and_then(|output| {
            let last = String::from_utf8_lossy(&output.stdout);
            match serde_json::from_str(last.lines().last()?) {
                Ok(Message::Done(row)) => Some(row),
                _ => None,
            }
        });
        let Some(row) = row else {
            unexpected += 1;
            println!("FAIL {id}: the check ended without a result");
            continue;
        };
        let word = match (row.as_expected(), row.result) {
            (true, Verdict::Pass) => "pass",
            (true, Verdict::Fail) => "fail, as expected",
            (false, _) => "FAIL",
        };
        unexpected += usize::from(!row.as_expected());
        println!("{word} {id}: {} executions; {}", row.executions, row.detail);
        if !row.as_expected() {
            println!("  {}", explain(&row).replace('\n', "\n  "));
        }
    }
    println!(
        "{} as expected, {unexpected} not",
        checks.len() - unexpected
    );
    match unexpected {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// How a check failed, for people.
fn explain(row: &Row) -> String {
    match &row.counterexample {
        Some(counterexample) => table(counterexample, room()),
        None => format!("{} violated: {}", row.violated, row.violation),
    }
}

/// What a check has ended with.
struct Violation {
    failure: Failure,
    /// The execution that shows it, if there is one.
    told: Option<Counterexample>,
    /// Whether it was found in an execution, which can be replayed.
    in_execution: bool,
}

impl Violation {
    /// `failure` of `run`. To be called on the thread that has failed.
    fn of(mut failure: Failure, run: &Run) -> Box<Self> {
        // Relaxed: stored by this thread.
        let in_execution = run.in_execution.load(Relaxed);
        let told = match failure.counterexample.take() {
            None if in_execution => run.testimony(&failure),
            told => told.map(|told| *told),
        };
        Box::new(Self {
            failure,
            told,
            in_execution,
        })
    }
}

/// Runs a check, and `meanwhile` every half second.
fn execute(check: Check, run: Run, meanwhile: impl FnMut()) -> Row {
    let started = Instant::now();
    let description = check.description.clone();
    let (inner, failed) = (run.clone(), run.clone());
    let outcome = supervise(
        move || (check.run)(&inner).map_err(|failure| Violation::of(failure, &inner)),
        move |message, at| Violation::of(Failure::behind(message, at, meaning), &failed),
        meanwhile,
    );
    let mut row = Row {
        check: description,
        executions: run.executions(),
        blocked: cfg!(explore).then(|| run.blocked()),
        seconds: started.elapsed().as_secs_f64(),
        result: Verdict::Pass,
        detail: String::new(),
        violated: String::new(),
        violation: String::new(),
        counterexample: None,
        replay: None,
        shard: run.shard.clone(),
        missing: Vec::new(),
    };
    match outcome {
        Outcome::Returned(Ok(found)) => {
            row.check.mode = found.mode;
            row.detail = found.detail;
            row.missing = run.missing();
        }
        Outcome::Returned(Err(violation)) | Outcome::Panicked(violation) => {
            let Violation {
                failure,
                told,
                in_execution,
            } = *violation;
            row.result = Verdict::Fail;
            row.violated = failure.property.to_string();
            row.violation = format!("{}: {}", failure.kind, failure.reason);
            row.counterexample = told;
            let place = if in_execution { "in execution" } else { "over" };
            row.detail = format!("{} violated {place} {}", row.violated, row.executions);
            // Last: for this loom explores once more.
            if let (Some(directory), true) = (&run.failures, in_execution)
                && let Some(replay) = run.replayed()
            {
                let saved = replay.and_then(|replay| saved::save(&row, &replay, directory));
                match saved {
                    Ok(file) => row.replay = Some(file.display().to_string()),
                    Err(error) => eprintln!("what replays the failure is not saved: {error}"),
                }
            }
        }
    }
    row
}

/// The longest that one execution can take. loom may not get on at all along a
/// path of another program.
const REPLAY_LIMIT: Duration = Duration::from_secs(60);

/// Runs the execution of a check that `file` leads to.
fn replay(check: Check, file: &Path) -> ExitCode {
    let astray = |why: &str| {
        eprintln!(
            "{}: the program is not the one that this was saved from\n{why}",
            file.display()
        );
        ExitCode::from(2)
    };
    let (saved, replay) = match saved::load(&check.description.id, file) {
        Ok(loaded) => loaded,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let replay = Arc::new(replay);
    let run = Run {
        replay: Some(Arc::clone(&replay)),
        ..Run::default()
    };
    let started = Instant::now();
    let row = execute(check, run.clone(), || {
        if started.elapsed() > REPLAY_LIMIT {
            astray("it does not come to an end");
            std::process::exit(2);
        }
    });
    let id = &row.check.id;
    let first_line = row.violation.lines().next().unwrap_or_default();
    let followed = run.replayed().and_then(Result::ok);
    let panic = Property::Panic.to_string();
    // The hardware scheduler and the explorer say where a program cannot be
    // followed. loom takes a path on trust, and panics.
    if row.violated == Property::Determinism.to_string() {
        if followed.as_ref() != Some(&*replay) {
            return astray(first_line);
        }
        println!("{id}: does not fail any more ({first_line})");
        return ExitCode::SUCCESS;
    }
    if CHECKER == "loom" && row.violated == panic && saved.violated != panic {
        return astray(first_line);
    }
    if row.result == Verdict::Pass {
        println!("{id}: this execution does not fail any more; running the check explores others");
        return ExitCode::SUCCESS;
    }
    if let Some(left_over) = followed.and_then(|followed| replay.left_over(&followed)) {
        return astray(&format!("{left_over}\n{}", explain(&row)));
    }
    println!("{id}: {}", explain(&row));
    if row.violated != saved.violated {
        println!("it was saved because {} was violated", saved.violated);
    }
    ExitCode::FAILURE
}

fn print_json(value: &impl serde::Serialize) {
    let line = serde_json::to_string(value).expect("reports have only JSON's types");
    println!("{line}");
}
