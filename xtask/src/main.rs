//! `cargo xtask`: the commands of Latchwork.
//!
//! Each folder knows those below it, and every module the command line, which is values
//! only.
//!
//! Exit status: 0 all passed, 1 a check failed, 2 something is missing or misused.

mod command;

mod gate;
mod page;
mod report;

mod curves;
mod image;
mod model;
mod mutate;

mod setup;

mod ground;

mod cli;

#[cfg(test)]
mod floors;

use std::process::ExitCode;

use clap::Parser;
use latchwork_suite::report::Verdict;

use crate::cli::{Cli, Command};
use crate::command::{certify, check, merge, test};
use crate::ground::running::Running;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::image::{boot, matrix, measure};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(Verdict::Pass) => ExitCode::SUCCESS,
        Ok(Verdict::Fail | Verdict::Unchecked) => ExitCode::from(1),
        Err(stop) => {
            stop.print();
            stop.exit_code()
        }
    }
}

/// Runs the command; `Pass` if everything turned out as expected.
fn run(cli: &Cli) -> Result<Verdict, Stop> {
    let workspace = Workspace::find()?;
    let screen = Screen::new(cli.verbose);
    // Held until the command has ended.
    let _running = match cli.command.writes_results() {
        Some(name) => Some(Running::take(&screen, &workspace, name)?),
        None => None,
    };
    match &cli.command {
        Command::Certify(args) => certify::command(&screen, &workspace, args),
        Command::Check(args) => check::command(&screen, &workspace, args),
        Command::Merge(args) => merge::command(&screen, &workspace, args),
        Command::Mutate(args) => mutate::command(&screen, &workspace, args),
        Command::Boot(args) if args.matrix => matrix::command(&screen, &workspace, args),
        Command::Boot(args) => boot::command(&screen, &workspace, args),
        Command::Measure(args) => measure::command(&screen, &workspace, args),
        Command::Curves(args) => curves::command(&screen, &workspace, args),
        Command::Test(args) => test::command(&screen, &workspace, args),
    }
}
