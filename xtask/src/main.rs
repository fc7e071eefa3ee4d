//! `cargo xtask`: the commands of Latchwork.
//!
//! Exit status: 0 all passed, 1 a check failed, 2 something is missing or misused.

mod cli;

// The commands.
mod boot;
mod certify;
mod check;
mod merge;
mod mutate;
mod test;

// Model checks.
mod estimate;
mod example;
mod filter;
mod layers;
mod miri;
mod outcome;
mod programs;
mod replay;
mod runner;
mod shards;
mod summary;

// The image in QEMU.
mod boot_report;
mod boot_verdict;
mod curve;
mod qemu;
mod serial;

// The page that `certify` writes.
mod report;

// The parts of `test`.
mod gaps;
mod provoke;
mod steps;

// A fresh machine.
mod consent;
mod packages;
mod toolchain;

// What all of them stand on.
mod cargo;
mod child;
mod results;
mod rustflags;
mod screen;
mod stop;
mod table;
mod task;
mod time;
mod workspace;

use std::process::ExitCode;

use clap::Parser;
use latchwork_suite::report::Verdict;

use crate::cli::{Cli, Command};
use crate::screen::Screen;
use crate::stop::Stop;
use crate::workspace::Workspace;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(Verdict::Pass) => ExitCode::SUCCESS,
        Ok(Verdict::Fail) => ExitCode::from(1),
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
    match &cli.command {
        Command::Certify(args) => certify::command(&screen, &workspace, args),
        Command::Check(args) => check::command(&screen, &workspace, args),
        Command::Merge(args) => merge::command(&screen, &workspace, args),
        Command::Mutate(args) => mutate::command(&screen, &workspace, args),
        Command::Boot(args) => boot::command(&screen, &workspace, args),
        Command::Test(args) => test::command(&screen, &workspace, args),
    }
}
