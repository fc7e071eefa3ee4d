//! Why a command ends before its work is done.

use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

/// An end that is not a result: it says what failed, where, and what to do.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something that should work does not, a build for instance: exit status 1.
    Failed(String),
    /// Something is missing or misused: exit status 2.
    Missing(String),
}

impl Stop {
    /// `what` could not be done for the reason `why`, which lies in the machine
    /// (a file that cannot be written, a program that cannot be started).
    pub(crate) fn io(what: impl std::fmt::Display, why: &std::io::Error) -> Self {
        Stop::Missing(format!("{what}: {why}"))
    }

    /// The exit status of the command.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Stop::Failed(_) => ExitCode::from(1),
            Stop::Missing(_) => ExitCode::from(2),
        }
    }

    /// What to tell the user.
    pub(crate) fn message(&self) -> &str {
        match self {
            Stop::Failed(message) | Stop::Missing(message) => message,
        }
    }

    /// Tells the user.
    pub(crate) fn print(&self) {
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        anstream::eprintln!("{red}error{red:#}: {}", self.message());
    }
}
