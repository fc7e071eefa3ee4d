//! All checks of a program, one after the other.

use super::output::say;
use super::told;
use crate::report::{Message, Row, Verdict};
use crate::{Check, choose};
use std::process::{Command, ExitCode};

/// Runs every check that has all of `words`, each in a process of its own (`PROGRAM run
/// ID --json`), and says how each ended. Those of a size that is left to deep runs are
/// named, and not run.
///
/// # Errors
///
/// If no check has them.
pub fn all(checks: &[Check], words: &[String]) -> Result<ExitCode, String> {
    let chosen = choose::checks(checks.iter().map(|check| &check.description), words)?;
    let (deep, chosen): (Vec<_>, Vec<_>) = chosen.into_iter().partition(|check| check.deep);
    for check in deep {
        let id = &check.id;
        say(format_args!("left out {id}: `run {id} --deep` runs it"));
    }
    let (mut failed, mut unchecked) = (0, 0);
    for check in &chosen {
        let Some(row) = run(&check.id) else {
            failed += 1;
            say(format_args!(
                "FAIL {}: the check ended without a result",
                check.id
            ));
            continue;
        };
        say(told::line(&row));
        unchecked += usize::from(row.result == Verdict::Unchecked);
        if told::fails(&row) {
            failed += 1;
            say(told::how(&row));
        }
    }
    let expected = chosen.len() - failed - unchecked;
    let rest = match unchecked {
        0 => String::new(),
        count => format!(", {count} not checked"),
    };
    say(format_args!("{expected} as expected, {failed} not{rest}"));
    Ok(match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// What came of the check called `id`, if anything did.
fn run(id: &str) -> Option<Row> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new(program)
        .args(["run", id, "--json"])
        .output()
        .ok()?;
    let messages = String::from_utf8_lossy(&output.stdout);
    match serde_json::from_str(messages.lines().last()?) {
        Ok(Message::Done(row)) => Some(*row),
        _ => None,
    }
}
