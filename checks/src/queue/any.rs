//! What the queue and its known-bad twins have in common.

use latchwork_sched::queue::QueueSpec;
use latchwork_suite::module::Module;

/// Places in the queue: fewer than the values that the programs put in at once.
pub(crate) const CAPACITY: usize = 2;

/// A queue that the programs can use.
pub(crate) trait AnyQueue: Module<Spec = QueueSpec<u8>> {
    /// Puts `value` at the end, if there is a place.
    fn enqueue(&self, value: u8) -> bool;

    /// Takes the value at the front.
    fn dequeue(&self) -> Option<u8>;
}
