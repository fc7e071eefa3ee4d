//! The number of CPUs.

/// The most CPUs that a run can use: the locks with a place for each CPU have
/// so many places.
pub const MAX_CPUS: usize = 256;
