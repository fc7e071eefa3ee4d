//! `cargo xtask boot`.

use clap::{Args, ValueEnum};
use latchwork_kernel_lib::protocol::KnownWords;

use crate::cli::Hardware;

/// Arguments of `boot`.
#[derive(Debug, Args)]
#[command(after_help = kernel_words())]
pub(crate) struct BootArgs {
    #[command(flatten)]
    pub(crate) hardware: Hardware,
    /// Have GRUB start the image, from an ISO, and not QEMU
    #[arg(long)]
    pub(crate) iso: bool,
    /// Have UEFI firmware start the image, and not QEMU
    #[arg(long, conflicts_with = "iso")]
    pub(crate) uefi: bool,
    /// What executes the guest's instructions
    #[arg(long, value_enum, default_value_t = Accel::Tcg)]
    pub(crate) accel: Accel,
    /// The cargo profile of the image
    #[arg(long, value_enum, default_value_t = Profile::Release)]
    pub(crate) profile: Profile,
    /// Wait for a debugger on port 1234; no time limit
    #[arg(long, conflicts_with_all = ["timeout", "repeat"])]
    pub(crate) gdb: bool,
    /// How often each lock was contended, waited for and held, the kernel's own among them;
    /// it means the kernel's word `stats`
    #[arg(long)]
    pub(crate) stats: bool,
    /// Seconds after which the machine counts as hung
    #[arg(long, value_name = "SECS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: u64,
    /// Boot this often, until one fails
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) repeat: u32,
    /// Boot on many machines, on each of which it must end as a table says
    #[arg(long, conflicts_with_all = ["machine", "cpu", "cpus", "memory", "iso", "uefi", "accel", "gdb", "stats", "repeat", "kernel_args"])]
    pub(crate) matrix: bool,
    /// A few of those machines only
    #[arg(long, requires = "matrix")]
    pub(crate) quick: bool,
    /// Install what is missing without asking (CI=true means the same)
    #[arg(long)]
    pub(crate) yes: bool,
    /// The kernel's command line
    #[arg(last = true, value_name = "KERNEL_ARGS")]
    pub(crate) kernel_args: Vec<String>,
}

/// The words that the kernel knows.
fn kernel_words() -> String {
    format!(
        "KERNEL_ARGS, after `--`: words that the kernel knows, which are\n  {KnownWords}\n\
         Without one it runs its self-tests and the curve; `provoke` has it fail so."
    )
}

/// What executes the guest's instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Accel {
    /// QEMU's translator; works everywhere
    Tcg,
    /// The host's processor
    Kvm,
}

impl Accel {
    /// Its name on QEMU's command line, and on ours.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Accel::Tcg => "tcg",
            Accel::Kvm => "kvm",
        }
    }
}

/// A cargo profile of the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// Debug assertions on
    Dev,
    /// Optimized
    Release,
}

impl Profile {
    /// Its name on cargo's command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Profile::Dev => "dev",
            Profile::Release => "release",
        }
    }
}
