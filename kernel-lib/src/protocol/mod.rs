//! What the kernel and whoever boots it have agreed on, told once.
//!
//! | direction | what | type |
//! |---|---|---|
//! | to the kernel | the words of its command line | [`CommandLine`], [`Word`] |
//! | to the kernel | the failures that it can be asked for | [`Provocation`] |
//! | to whoever boots it | what a CPU must have | [`CpuFeature`] |
//! | from the kernel | facts about the run, one a line on the serial port | [`Record`], after [`MARK`] |
//! | from the kernel | a line for people once every CPU is up | it contains [`UP`] |
//! | from the kernel | how the run ended, through QEMU's `isa-debug-exit` | [`Outcome`] |

mod command_line;
mod cpu_feature;
mod outcome;
mod provocation;
mod record;

pub use command_line::{CommandLine, KnownWords, Word, WordError};
pub use cpu_feature::CpuFeature;
pub use outcome::{EXIT_PORT, Outcome};
pub use provocation::Provocation;
pub use record::{MARK, Record};

/// What the kernel prints, in a line for people, once every CPU is up. Nothing is
/// provoked earlier.
pub const UP: &str = "CPUs up";
