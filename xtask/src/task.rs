//! A program that works for a while: a spinner while it runs, its output if it fails.

use std::time::Instant;

use duct::Expression;

use crate::child::{self, Ending};
use crate::screen::Screen;
use crate::stop::Stop;
use crate::time;

/// A program that has run.
#[derive(Debug)]
pub(crate) struct Attempt {
    /// How it ended.
    pub(crate) ending: Ending,
    /// What it wrote on standard output.
    pub(crate) output: String,
    /// What it wrote on standard error.
    pub(crate) stderr: String,
}

/// Runs `command`; its last line of standard output is shown beside `label`.
pub(crate) fn attempt(screen: &Screen, label: &str, command: &Expression) -> Result<Attempt, Stop> {
    let begin = Instant::now();
    let spinner = screen.spinner(label);
    let mut output = String::new();
    let finished = child::follow(command, None, |line| {
        if screen.verbose() {
            screen.say(line);
        }
        spinner.set_message(anstream::adapter::strip_str(line.trim()).to_string());
        output.push_str(line);
        output.push('\n');
    })
    .map_err(|error| Stop::io(format_args!("cannot run {label}"), &error))?;
    if finished.ending.success() {
        screen.finished(&format!(
            "{label}: {}",
            time::show(begin.elapsed().as_secs_f64())
        ));
    }
    Ok(Attempt {
        ending: finished.ending,
        output,
        stderr: finished.stderr,
    })
}

/// Runs `command`, which must succeed; what it wrote on both outputs, otherwise
/// shown with the error, is the result.
pub(crate) fn run(screen: &Screen, label: &str, command: &Expression) -> Result<String, Stop> {
    let attempt = attempt(screen, label, &command.stderr_to_stdout())?;
    if attempt.ending.success() {
        Ok(attempt.output)
    } else {
        Err(failed(screen, label, &attempt))
    }
}

/// The error for an attempt that did not succeed, with its output unless that has
/// been shown already.
pub(crate) fn failed(screen: &Screen, label: &str, attempt: &Attempt) -> Stop {
    let output = if screen.verbose() {
        ""
    } else {
        attempt.output.trim_end()
    };
    Stop::Failed(format!(
        "{label} failed ({}); its output:\n{output}",
        attempt.ending
    ))
}
