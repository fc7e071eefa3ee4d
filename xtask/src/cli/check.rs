//! `cargo xtask check`.

use std::num::NonZero;
use std::path::PathBuf;

use clap::Args;
use latchwork_explore::Shard;

use super::checker::{Checker, DEFAULT};
use super::cores::host_cpus;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Run only the checks whose id, object, property or checker contains all of these
    pub(crate) filter: Vec<String>,
    /// The checkers to run
    #[arg(long, value_delimiter = ',', value_name = "CHECKER", default_values = DEFAULT)]
    pub(crate) with: Vec<Checker>,
    /// Larger clients and more schedules, within an hour a check
    #[arg(long)]
    pub(crate) deep: bool,
    /// Run the I-th of N shares only: a part of the executions of each check that can be
    /// split, and some of the other checks
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
    /// Run every check, also those whose results are known since their program was built
    /// (CI=true means the same)
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Run a failure saved under target/latchwork/failures/ again
    #[arg(long, value_name = "FILE", conflicts_with_all = ["filter", "with", "deep", "json", "jobs", "shard", "fresh"])]
    pub(crate) replay: Option<PathBuf>,
    /// Print the rows as JSON on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
    /// Checks that run at the same time
    #[arg(long, value_name = "N", default_value_t = host_cpus())]
    pub(crate) jobs: NonZero<usize>,
}
