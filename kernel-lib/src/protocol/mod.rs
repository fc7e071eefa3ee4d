//! What the kernel and whoever boots it have agreed on, told once.
//!
//! | direction | what | type |
//! |---|---|---|
//! | to the kernel | the words of its command line | [`CommandLine`], [`Word`] |
//! | to the kernel | the failures that it can be asked for | [`Provocation`] |
//! | to whoever boots it | what a CPU must have, and may have | [`CpuFeature`] |
//! | from the kernel | a line for people with the features that it may do without, and uses | it begins with [`IN_USE`], then [`CpuFeatures`] |
//! | from the kernel | facts about the run, one a line on the serial port | [`Record`], after [`MARK`] |
//! | from the kernel | a line for people once every CPU is up | it contains [`UP`] |
//! | to the kernel | a line, when it has been asked for | after [`TYPE`]; the kernel answers with [`HEARD`] and the line |
//! | from the kernel | how the run ended, through QEMU's `isa-debug-exit` | [`Outcome`] |
//! | from the kernel | how it ends a machine without one, in a line for people | [`Way`] |

mod command_line;
mod cpu_feature;
mod outcome;
mod provocation;
mod record;
mod way;

pub use command_line::{CommandLine, KnownWords, Word, WordError};
pub use cpu_feature::{CpuFeature, CpuFeatures};
pub use outcome::{EXIT_PORT, Outcome};
pub use provocation::Provocation;
pub use record::{MARK, Record};
pub use way::Way;

/// The operation of a [`Record::Path`]: an interrupt comes, its handler does nothing, and the
/// interrupted code goes on.
pub const INTERRUPT: &str = "interrupt";

/// What the kernel prints, in a line for people, once every CPU is up. Nothing is
/// provoked earlier.
pub const UP: &str = "CPUs up";

/// The line in which the kernel asks for one to be typed.
pub const TYPE: &str = "type a line";

/// What the kernel prints at the beginning of the line that says what was typed.
pub const HEARD: &str = "heard: ";

/// What the kernel prints at the beginning of the line that lists the features of
/// [`CpuFeature::WANTED`] which are there, and on.
pub const IN_USE: &str = "CPU features in use: ";
