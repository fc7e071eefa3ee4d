//! The command line of a checker program.

use crate::report::{Message, Row, Verdict};
use crate::supervise::{Outcome, supervise};
use crate::{Check, Property, Run};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// The checker that this program was built for.
pub const CHECKER: &str = if cfg!(loom) {
    "loom"
} else if cfg!(shuttle) {
    "shuttle"
} else {
    "none"
};

#[derive(Parser)]
#[command(about = "Runs model checks, one at a time. `cargo xtask check` runs them all.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the checks as JSON.
    List,
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
    },
    /// Run one check along a saved schedule.
    Replay {
        /// The check's name, as listed.
        id: String,
        /// The saved schedule.
        file: PathBuf,
    },
}

/// Does what the command line says.
///
/// The exit status is 0 if a check was run, whatever its result; 2 if the
/// command line is wrong, or if the program was built without a checker. A
/// replay's is 1 if it fails again, and 0 if it does not.
pub fn main(checks: Vec<Check>) -> ExitCode {
    if CHECKER == "none" {
        eprintln!("built without a checker: set RUSTFLAGS to \"--cfg loom\" or \"--cfg shuttle\"");
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
        Command::Run { id, deep, failures } => match find(checks, &id) {
            Some(check) => {
                let run = Run {
                    deep,
                    failures,
                    ..Run::default()
                };
                print_json(&Message::Done(Box::new(execute(check, run))));
                ExitCode::SUCCESS
            }
            None => ExitCode::from(2),
        },
        #[cfg(shuttle)]
        Command::Replay { id, file } => match find(checks, &id) {
            Some(check) => replay(check, &file),
            None => ExitCode::from(2),
        },
        #[cfg(not(shuttle))]
        Command::Replay { .. } => {
            eprintln!("{CHECKER} saves no schedules; run the check again instead");
            ExitCode::from(2)
        }
    }
}

/// Runs a check, and says now and then how far it is.
fn execute(check: Check, run: Run) -> Row {
    let started = Instant::now();
    let description = check.description.clone();
    let progress = run.clone();
    let inner = run.clone();
    let outcome = supervise(
        move || (check.run)(&inner),
        || {
            print_json(&Message::Progress {
                executions: progress.executions(),
            });
        },
    );
    let mut row = Row {
        check: description,
        executions: run.executions(),
        seconds: started.elapsed().as_secs_f64(),
        result: Verdict::Pass,
        detail: String::new(),
        violated: String::new(),
        violation: String::new(),
        replay: None,
    };
    match outcome {
        Outcome::Returned(found) => {
            row.check.mode = found.mode;
            row.detail = found.detail;
        }
        Outcome::Panicked(message) => {
            let (property, how) = Property::classify(&message);
            row.result = Verdict::Fail;
            row.detail = format!("{property} violated in execution {}", row.executions);
            row.violated = property.to_string();
            row.violation = how;
            #[cfg(shuttle)]
            if let Some(directory) = &run.failures {
                match crate::saved::save(&row.check.id, directory) {
                    Ok(file) => row.replay = Some(file.display().to_string()),
                    Err(error) => eprintln!("the schedule could not be saved: {error}"),
                }
            }
        }
    }
    row
}

/// Runs a check along the schedule in `file`.
#[cfg(shuttle)]
fn replay(check: Check, file: &std::path::Path) -> ExitCode {
    let schedule = match crate::saved::load(&check.description.id, file) {
        Ok(schedule) => schedule,
        Err(reason) => {
            eprintln!("{reason}");
            return ExitCode::from(2);
        }
    };
    let run = Run {
        replay: Some(schedule),
        ..Run::default()
    };
    let row = execute(check, run);
    // shuttle's words for a schedule that it cannot read, or that the program
    // as it is now cannot follow.
    let unusable = [
        "invalid schedule",
        "is not runnable",
        "schedule ended early",
    ];
    if unusable.iter().any(|words| row.violation.contains(words)) {
        eprintln!(
            "{}: this schedule does not fit the program; it was saved from another version of it",
            file.display()
        );
        return ExitCode::from(2);
    }
    match row.result {
        Verdict::Pass => {
            println!("{}: does not fail any more", row.check.id);
            ExitCode::SUCCESS
        }
        Verdict::Fail => {
            println!(
                "{}: {} violated: {}",
                row.check.id, row.violated, row.violation
            );
            ExitCode::FAILURE
        }
    }
}

fn print_json(value: &impl serde::Serialize) {
    let line = serde_json::to_string(value).expect("reports have only JSON's types");
    println!("{line}");
}
