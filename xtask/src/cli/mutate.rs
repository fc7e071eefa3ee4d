//! `cargo xtask mutate`.

use std::num::NonZero;

use clap::Args;

use super::checker::{Checker, DEFAULT};
use super::cores::host_cpus;

/// Arguments of `mutate`.
#[derive(Debug, Args)]
pub(crate) struct MutateArgs {
    /// Run only the mutants whose site, object, kind (ordering, logic, constant, bound) or change contains all of these
    pub(crate) filter: Vec<String>,
    /// The checkers that hunt them, whichever of them is quickest first
    #[arg(long, value_delimiter = ',', value_name = "CHECKER", default_values = DEFAULT)]
    pub(crate) with: Vec<Checker>,
    /// Print the mutants, and run none
    #[arg(long, conflicts_with = "jobs")]
    pub(crate) list: bool,
    /// Print the rows as JSON on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
    /// Mutants that run at the same time
    #[arg(long, value_name = "N", default_value_t = host_cpus())]
    pub(crate) jobs: NonZero<usize>,
}
