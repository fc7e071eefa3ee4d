//! All checks of a program, one after the other.

use crate::Check;
use crate::render::violation;
use crate::report::{Message, Verdict};
use std::process::{Command, ExitCode};

/// Runs every check, each in a process of its own (`PROGRAM run ID`), and says
/// how each ended.
pub fn all(checks: &[Check]) -> ExitCode {
    let mut unexpected = 0;
    for check in checks {
        let id = &check.description.id;
        let output = std::env::current_exe()
            .and_then(|program| Command::new(program).args(["run", id]).output());
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
            println!("  {}", violation(&row).replace('\n', "\n  "));
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
