//! Sets of CPUs.

/// The most CPUs that a run can use: the locks with a place for each CPU have
/// so many places.
pub const MAX_CPUS: usize = 256;

/// Some of the CPUs from 0 to [`MAX_CPUS`] − 1.
pub type CpuSet = latchwork_sched::CpuSet<MAX_CPUS>;
