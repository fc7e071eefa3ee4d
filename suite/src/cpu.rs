//! The CPUs of a model.

use latchwork_atomic::model;
use latchwork_lock::CurrentCpu;

/// The CPU that a thread of a model plays, for locks that need to know.
#[derive(Clone, Copy, Debug)]
pub struct ModelCpu;

impl ModelCpu {
    /// The NUMA node of CPU `cpu`, for locks that need to know: on a simulated machine its
    /// own, and elsewhere one of two, in turn.
    pub fn node(cpu: usize) -> usize {
        #[cfg(coherence)]
        let node = latchwork_coherence::node(cpu);
        #[cfg(not(coherence))]
        let node = cpu % 2;
        node
    }
}

// SAFETY: `model::run` gives every thread of a model an index of its own, and a
// lock that is used in a model belongs to that model.
unsafe impl CurrentCpu for ModelCpu {
    fn current() -> usize {
        model::current_cpu()
    }
}
