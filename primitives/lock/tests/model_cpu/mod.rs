//! The CPU that a thread of a model stands for.

use latchwork_atomic::model;
use latchwork_lock::CurrentCpu;

pub(crate) struct ModelCpu;

// SAFETY: `model::run` gives each of its threads an index of its own, each test has its own
// locks, and a handler returns before what it interrupts goes on.
unsafe impl CurrentCpu for ModelCpu {
    fn current() -> usize {
        model::current_cpu()
    }
}
