//! The logical log: recorded in builds for a checker, nothing elsewhere.

#[cfg(not(any(loom, shuttle, explore)))]
mod ghost;
#[cfg(any(loom, shuttle, explore))]
mod recorded;

#[cfg(not(any(loom, shuttle, explore)))]
pub use ghost::Log;
#[cfg(any(loom, shuttle, explore))]
pub use recorded::Log;
