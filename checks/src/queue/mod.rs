//! The shared queue, over any lock.

#[cfg(any(loom, explore))]
mod exhaustive;
pub mod twins;

#[cfg(explore)]
mod explorer;
#[cfg(loom)]
mod loom;
#[cfg(shuttle)]
mod shuttle;

#[cfg(any(loom, explore))]
pub(crate) use exhaustive::checks;
#[cfg(shuttle)]
pub(crate) use shuttle::checks;

use crate::layers;
use latchwork_atomic::{Initial, initial};
use latchwork_layer::Log;
use latchwork_layer::Refinement;
use latchwork_lock::RawLock;
use latchwork_sched::queue::{QueueEvent, QueueSpec};
use latchwork_suite::module::{Calls, Module, Program};

/// Places in the queue: fewer than the values that the programs put in at once.
pub(crate) const CAPACITY: usize = 2;

/// The queue that is checked, over the lock `R`.
pub(crate) struct Queue<R: RawLock>(latchwork_sched::Queue<u8, CAPACITY, R>);

impl<R: RawLock + Initial + Send + Sync + 'static> Module for Queue<R> {
    type Spec = QueueSpec<u8>;

    fn new() -> Self {
        Self(initial!(latchwork_sched::Queue<u8, CAPACITY, R>))
    }

    fn spec() -> QueueSpec<u8> {
        QueueSpec::new(CAPACITY)
    }

    fn log(&self) -> &Log<QueueEvent<u8>> {
        self.0.log()
    }
}

/// A queue that the programs can use.
pub(crate) trait Shared: Module<Spec = QueueSpec<u8>> {
    /// Puts `value` at the end, if there is a place.
    fn enqueue(&self, value: u8) -> bool;

    /// Takes the value at the front.
    fn dequeue(&self) -> Option<u8>;
}

impl<R: RawLock + Initial + Send + Sync + 'static> Shared for Queue<R> {
    fn enqueue(&self, value: u8) -> bool {
        self.0.enqueue(value).is_ok()
    }

    fn dequeue(&self) -> Option<u8> {
        self.0.dequeue()
    }
}

/// The claim that the queue's checks are part of.
pub(crate) fn claim(module: &str) -> Refinement<'_> {
    Refinement::new(&layers::LOCK, module, &layers::QUEUE)
}

/// Every CPU puts a value in and takes one out, in turn: the even ones begin
/// with putting in.
pub(crate) fn in_and_out<Q: Shared>(cpus: usize, operations: usize) -> Program<Q> {
    Program {
        name: "queue",
        cpus,
        operations,
        operation: in_or_out,
    }
}

fn in_or_out<Q: Shared>(queue: &Q, cpu: usize, round: usize, calls: &Calls<QueueEvent<u8>>) {
    calls.note(if (cpu + round).is_multiple_of(2) {
        let value = u8::try_from(10 * cpu + round).expect("few CPUs, few rounds");
        match queue.enqueue(value) {
            true => QueueEvent::Enqueue(value),
            false => QueueEvent::Refuse(value),
        }
    } else {
        match queue.dequeue() {
            Some(value) => QueueEvent::Dequeue(value),
            None => QueueEvent::FindEmpty,
        }
    });
}
