//! The command line.

mod boot;
mod check;
mod checker;
mod cores;
mod curves;
mod hardware;
mod measure;
mod mutate;

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use self::boot::{Accel, BootArgs, Profile};
pub(crate) use self::check::CheckArgs;
pub(crate) use self::checker::Checker;
pub(crate) use self::cores::host_cpus;
pub(crate) use self::curves::{CurvesArgs, Source};
pub(crate) use self::hardware::{Hardware, MachineType, Topology};
pub(crate) use self::measure::MeasureArgs;
pub(crate) use self::mutate::MutateArgs;

/// Latchwork: model-check the primitives, boot the kernel that links them.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    after_help = "Exit status: 0 all passed, 1 a check failed, 2 something is missing or misused.\n\
                  Results also land as JSON under target/latchwork/."
)]
pub(crate) struct Cli {
    /// Show the output of cargo and of passing steps too
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Model-check, link the image, boot it on 4 CPUs, run its self-tests, draw the curve, write the report
    Certify(CertifyArgs),
    /// Every test: lints, unit and doc tests, other targets, model checks, Miri, boots, mutants
    Test(TestArgs),
    /// Model checks only
    Check(CheckArgs),
    /// One result from those of all shards of a set
    Merge(MergeArgs),
    /// Small mistakes put into the primitives, one at a time: does a check notice each?
    Mutate(MutateArgs),
    /// The image in QEMU, its serial port on the terminal
    Boot(BootArgs),
    /// How many instructions the paths of the locks' operations take in the image
    Measure(MeasureArgs),
    /// Throughput and fairness of the locks against CPUs, on simulated machines
    Curves(CurvesArgs),
}

impl Command {
    /// Its name, if it writes results.
    pub(crate) fn writes_results(&self) -> Option<&'static str> {
        match self {
            Command::Certify(_) => Some("certify"),
            Command::Test(_) => Some("test"),
            Command::Check(args) => args.replay.is_none().then_some("check"),
            Command::Merge(_) => Some("merge"),
            Command::Mutate(args) => (!args.list).then_some("mutate"),
            Command::Boot(_) => Some("boot"),
            Command::Measure(_) => Some("measure"),
            Command::Curves(_) => Some("curves"),
        }
    }
}

/// Arguments of `certify`.
#[derive(Debug, Args)]
pub(crate) struct CertifyArgs {
    /// Install what is missing without asking (CI=true means the same)
    #[arg(long)]
    pub(crate) yes: bool,
    /// Checks that run at the same time
    #[arg(long, value_name = "N", default_value_t = host_cpus())]
    pub(crate) jobs: NonZero<usize>,
}

/// Arguments of `test`.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Run only the steps whose names contain one of these
    pub(crate) filter: Vec<String>,
    /// Larger clients, more schedules, and every test of the explorer; within an hour each
    #[arg(long)]
    pub(crate) deep: bool,
    /// Install what is missing without asking (CI=true means the same)
    #[arg(long)]
    pub(crate) yes: bool,
    /// Steps, and checks of one step, that run at the same time
    #[arg(long, value_name = "N", default_value_t = host_cpus())]
    pub(crate) jobs: NonZero<usize>,
}

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// The results of all shards, one file of each
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print the rows as JSON on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(test)]
mod tests;
