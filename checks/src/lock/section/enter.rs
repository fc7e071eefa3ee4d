//! What can be entered, and entered again.

use latchwork_atomic::Initial;
use latchwork_lock::author::Section;
use latchwork_suite::lock::ModelCpu;

/// What a CPU enters and leaves.
pub(super) trait Enter: Initial + Send + Sync + 'static {
    /// Whether the CPU was not inside before.
    fn enter(&self) -> bool;

    /// The CPU was told `first` when it entered.
    fn leave(&self, first: bool);
}

impl Enter for Section<ModelCpu> {
    fn enter(&self) -> bool {
        // SAFETY: a CPU of a client has no handlers, and leaves.
        unsafe { self.enter() }
    }

    fn leave(&self, first: bool) {
        // SAFETY: each CPU leaves what it entered, in the reverse order.
        unsafe { self.leave(first) };
    }
}
