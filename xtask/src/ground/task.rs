//! A program that works for a while: a spinner while it runs, its output if it fails.

use std::time::Instant;

use duct::Expression;

use crate::ground::child::{self, Exit};
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::time;

/// A program that has run.
#[derive(Debug)]
pub(crate) struct Attempt {
    /// How it ended.
    pub(crate) ending: Exit,
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

/// Has cargo run without the network, by an argument to `run`, and with it if that fails:
/// what the workspace builds is on this machine, unless its versions are too old.
pub(crate) fn offline_first<T>(
    run: impl Fn(Option<&'static str>) -> Result<T, Stop>,
) -> Result<T, Stop> {
    run(Some("--offline")).or_else(|_| run(None))
}

/// The error for an attempt that did not succeed, with its output unless that has
/// been shown already.
pub(crate) fn failed(screen: &Screen, label: &str, attempt: &Attempt) -> Stop {
    let mut text = format!("{label} failed ({})", attempt.ending);
    if !screen.verbose() {
        text += "; its output:";
        for line in attempt.output.lines().filter(|line| !is_progress(line)) {
            text += "\n";
            text += line;
        }
    }
    Stop::Failed(text.trim_end().to_owned())
}

/// Whether cargo says with `line` only what it is doing.
fn is_progress(line: &str) -> bool {
    let plain = anstream::adapter::strip_str(line).to_string();
    let doing = [
        "Compiling",
        "Checking",
        "Documenting",
        "Downloaded",
        "Downloading",
        "Blocking",
    ];
    plain.starts_with("  ") && doing.contains(&plain.split_whitespace().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_progress_is_left_out_of_an_error() {
        let attempt = Attempt {
            ending: Exit::Status(101),
            output: "   Compiling a v0.1.0\n\u{1b}[1m    Checking\u{1b}[0m b v0.1.0\n\
                     error: no\n  --> Checking.rs\nCompiling is mentioned\n"
                .into(),
            stderr: String::new(),
        };
        let stop = failed(&Screen::new(false), "a build", &attempt);
        let text = "a build failed (exit status 101); its output:\n\
                    error: no\n  --> Checking.rs\nCompiling is mentioned";
        assert_eq!(stop.message(), text);
    }
}
