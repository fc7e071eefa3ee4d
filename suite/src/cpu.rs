//! The CPUs of a model.

use latchwork_atomic::model;
use latchwork_lock::CurrentCpu;

/// The CPU that a thread of a model plays, for locks that need to know.
#[derive(Clone, Copy, Debug)]
pub struct ModelCpu;

// SAFETY: `model::run` gives every thread of a model an index of its own, and a
// lock that is used in a model belongs to that model.
unsafe impl CurrentCpu for ModelCpu {
    fn current() -> usize {
        model::current_cpu()
    }
}
