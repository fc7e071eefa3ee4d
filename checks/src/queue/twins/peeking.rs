//! A queue that touches what it does not own.

use crate::queue::any::{AnyQueue, CAPACITY};
use latchwork_atomic::UnsafeCell;
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_sched::queue::{QueueEvent, QueueSpec};
use latchwork_suite::SpecLock;
use latchwork_suite::module::Module;
use std::collections::VecDeque;

/// Looks whether there is a value before it takes the lock.
#[derive(Debug)]
pub(crate) struct PeekingQueue {
    lock: SpecLock,
    values: UnsafeCell<VecDeque<u8>>,
    log: Log<QueueEvent<u8>>,
}

// SAFETY: none; this queue is wrong, and only models use it.
unsafe impl Sync for PeekingQueue {}

impl Module for PeekingQueue {
    type Spec = QueueSpec<u8>;

    fn new() -> Self {
        Self {
            lock: SpecLock::new(),
            values: UnsafeCell::new(VecDeque::new()),
            log: Log::new(),
        }
    }

    fn spec() -> QueueSpec<u8> {
        QueueSpec::new(CAPACITY)
    }

    fn log(&self) -> &Log<QueueEvent<u8>> {
        &self.log
    }
}

impl AnyQueue for PeekingQueue {
    fn enqueue(&self, value: u8) -> bool {
        self.lock.lock();
        self.values.pull();
        let full = self.values.with_mut(|values| {
            // SAFETY: the lock is held.
            let values = unsafe { &mut *values };
            let full = values.len() == CAPACITY;
            if !full {
                values.push_back(value);
            }
            full
        });
        self.log.append(match full {
            true => QueueEvent::Refuse(value),
            false => QueueEvent::Enqueue(value),
        });
        self.values.push();
        // SAFETY: it has been taken above.
        unsafe { self.lock.unlock(()) };
        !full
    }

    fn dequeue(&self) -> Option<u8> {
        // SAFETY: none; that is the mistake. The checker ends the model at the
        // access.
        let _empty = self.values.with(|values| unsafe { (*values).is_empty() });
        self.lock.lock();
        self.values.pull();
        // SAFETY: the lock is held.
        let first = self
            .values
            .with_mut(|values| unsafe { (*values).pop_front() });
        self.log
            .append(first.map_or(QueueEvent::FindEmpty, QueueEvent::Dequeue));
        self.values.push();
        // SAFETY: it has been taken above.
        unsafe { self.lock.unlock(()) };
        first
    }
}
