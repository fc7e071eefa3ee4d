//! `cargo xtask curves`.

use clap::{Args, ValueEnum};
use serde::Serialize;

/// Arguments of `curves`.
#[derive(Clone, Debug, Args)]
pub(crate) struct CurvesArgs {
    /// Where the figures come from
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "SOURCE",
        default_value = "model"
    )]
    pub(crate) source: Vec<Source>,
    /// The machines, by name or as files [default: opteron48 i7_4core xeon80 epyc2x64 epyc4x64]
    #[arg(long, num_args = 1.., value_name = "NAME|FILE")]
    pub(crate) machine: Vec<String>,
    /// Only these locks
    #[arg(long, num_args = 1.., value_name = "NAME")]
    pub(crate) lock: Vec<String>,
    /// How many CPUs contend, `1,2,4` for instance [default: 1, 2, 3, 4, 6, 8, … all]
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub(crate) cpus: Vec<usize>,
    /// Cycles that a holder is inside
    #[arg(long, num_args = 1.., value_delimiter = ',', value_name = "CYCLES", default_values = ["0", "100", "400", "1600", "25600"], value_parser = cycles())]
    pub(crate) critical_section: Vec<u64>,
    /// Cycles that a CPU is outside, on average [default: 50, and four times what is inside and 500 more]
    #[arg(long, num_args = 1.., value_delimiter = ',', value_name = "CYCLES", value_parser = cycles())]
    pub(crate) outside: Vec<u64>,
    /// Shared lines that a holder stores to
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(..=1024))]
    pub(crate) lines: u16,
    /// The time outside is the average, give or take so much; else it is drawn from an
    /// exponential distribution
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u64).range(..=100))]
    pub(crate) fixed: Option<u64>,
    /// Fill a node with CPUs before the next; else they are dealt to the nodes in turn
    #[arg(long)]
    pub(crate) compact: bool,
    /// What shuffles the order in which CPUs begin, and draws the times outside
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Acquisitions of a point, of all CPUs together [default: 2000 or more, by the CPUs]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=10_000_000))]
    pub(crate) acquisitions: Option<u32>,
    /// Compare the model with what was published; exit status 1 if it misses what it must
    /// not
    #[arg(long, conflicts_with_all = ["source", "machine", "lock", "cpus", "critical_section", "outside", "lines", "fixed", "compact", "seed", "acquisitions"])]
    pub(crate) validate: bool,
    /// Measure what an access costs on this machine, write that as the machine `this-host`,
    /// and compare how the model of it and its cores rank the locks
    #[arg(long, conflicts_with_all = ["validate", "json"])]
    pub(crate) calibrate: bool,
    /// Print the rows as JSON on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
}

/// A time on the command line: no longer than a second or so.
fn cycles() -> clap::builder::RangedU64ValueParser {
    clap::builder::RangedU64ValueParser::new().range(..=1_000_000_000)
}

/// Where the figures of a curve come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// A simulated machine
    Model,
    /// This machine's cores
    Host,
    /// The image, when it was booted last
    Kernel,
}
