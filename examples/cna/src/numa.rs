//! Which CPUs are near each other.

use latchwork_lock::CurrentCpu;
use latchwork_suite::lock::ModelCpu;

/// Which CPUs are near each other.
///
/// A wrong answer costs time and nothing else.
pub trait NumaNode: CurrentCpu {
    /// The node of CPU `cpu`: CPUs of one node hand a cache line on at the least cost.
    fn node(cpu: usize) -> usize;
}

impl NumaNode for ModelCpu {
    fn node(cpu: usize) -> usize {
        ModelCpu::node(cpu)
    }
}
