//! What a machine is, and the files that say so.

mod checked;
mod file;
mod machine;
mod scaled;
mod shipped;

pub(crate) use checked::within;
pub use file::Wrong;
pub use machine::{MOST_CPUS, Parameters, Placement};
pub use scaled::Scaled;

#[cfg(test)]
mod tests;
