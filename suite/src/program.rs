//! The command line of a checker program.

use crate::report::{Message, Row, Verdict};
use crate::supervise::{Outcome, supervise};
use crate::{Check, Property, Run};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::{Command as Process, ExitCode};
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// The checker that this program was built for.
pub const CHECKER: &str = if cfg!(loom) {
    "loom"
} else if cfg!(shuttle) {
    "shuttle"
} else {
    "native"
};

/// What to do about a program without checks.
const NOTHING: &str = if cfg!(any(loom, shuttle)) {
    "this program has no checks for a checker: build it without `--cfg` in RUSTFLAGS"
} else {
    "this program has no checks for the host's threads: set RUSTFLAGS to \"--cfg loom\" or \"--cfg shuttle\""
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
    /// Run all checks, each in a process of its own; print a line each.
    All,
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
/// The exit status of `run` is 0 if the check was run, whatever its result. That
/// of `all` is 1 if a result was not as expected, and that of `replay` is 1 if
/// the check fails again. It is 2 if the command line is wrong, or if there are
/// no checks for what the program was built for.
pub fn main(checks: Vec<Check>) -> ExitCode {
    if checks.is_empty() {
        eprintln!("{}", NOTHING);
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
        Command::All => all(&checks),
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
            println!("  {}", row.violation.replace('\n', "\n  "));
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
        Outcome::Panicked { message, at } => {
            let (property, mut how) = Property::classify(&message);
            // Relaxed: the message came after it.
            let in_execution = run.in_execution.load(Relaxed);
            if property == Property::Panic {
                how = format!("{how}, at {at}");
            }
            row.result = Verdict::Fail;
            row.violated = property.to_string();
            row.violation = how;
            let place = if in_execution { "in execution" } else { "over" };
            row.detail = format!("{property} violated {place} {}", row.executions);
            if in_execution {
                add_testimony(&mut row.violation, run.testimony());
            }
            #[cfg(shuttle)]
            if let (Some(directory), true) = (&run.failures, in_execution) {
                match crate::saved::save(&row.check.id, directory) {
                    Ok(file) => row.replay = Some(file.display().to_string()),
                    Err(error) => eprintln!("the schedule could not be saved: {error}"),
                }
            }
        }
    }
    row
}

/// The last lines that are worth telling.
const TESTIMONY: usize = 24;

/// Adds the log of the failed execution to what is said of it.
fn add_testimony(violation: &mut String, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    violation.push_str("\nthe log up to there:");
    let left_out = lines.len().saturating_sub(TESTIMONY);
    if left_out > 0 {
        violation.push_str(&format!("\n  … {left_out} events before"));
    }
    for line in &lines[left_out..] {
        violation.push_str("\n  ");
        violation.push_str(line);
    }
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
