//! `cargo xtask measure`.

use clap::Args;

/// Arguments of `measure`.
#[derive(Debug, Args)]
pub(crate) struct MeasureArgs {
    /// Boot this often; the paths must be as long each time
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) repeat: u32,
    /// Print the rows as JSON on standard output, and nothing else there
    #[arg(long)]
    pub(crate) json: bool,
    /// Install what is missing without asking (CI=true means the same)
    #[arg(long)]
    pub(crate) yes: bool,
}
