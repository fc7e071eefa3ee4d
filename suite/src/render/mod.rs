//! An execution that goes wrong, for a reader.

#[cfg(any(loom, shuttle, explore))]
mod execution;
#[cfg(feature = "svg")]
mod svg;
mod table;
mod violation;

#[cfg(any(loom, shuttle, explore))]
pub use execution::counterexample;
#[cfg(any(loom, explore))]
pub(crate) use execution::shown;
#[cfg(feature = "svg")]
pub use svg::svg;
pub use table::{room, table};
pub(crate) use violation::violation;
