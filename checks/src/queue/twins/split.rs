//! A queue with two locks.

use crate::queue::any::{AnyQueue, CAPACITY};
use latchwork_atomic::UnsafeCell;
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_sched::queue::{QueueEvent, QueueSpec};
use latchwork_suite::SpecLock;
use latchwork_suite::module::Module;
use std::collections::VecDeque;

/// Puts in under one lock, and takes out under another. If a lock synchronized
/// with other locks, nobody would notice.
#[derive(Debug)]
pub(crate) struct SplitQueue {
    front: SpecLock,
    back: SpecLock,
    values: UnsafeCell<VecDeque<u8>>,
    log: Log<QueueEvent<u8>>,
}

// SAFETY: none; this queue is wrong, and only models use it.
unsafe impl Sync for SplitQueue {}

impl Module for SplitQueue {
    type Spec = QueueSpec<u8>;

    fn new() -> Self {
        Self {
            front: SpecLock::new(),
            back: SpecLock::new(),
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

impl AnyQueue for SplitQueue {
    fn enqueue(&self, value: u8) -> bool {
        self.back.lock();
        let full = self.values.with_mut(|values| {
            // SAFETY: none; that is the mistake. The checker ends the model at
            // the access.
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
        // SAFETY: it has been taken above.
        unsafe { self.back.unlock(()) };
        !full
    }

    fn dequeue(&self) -> Option<u8> {
        self.front.lock();
        // SAFETY: none; that is the mistake.
        let first = self
            .values
            .with_mut(|values| unsafe { (*values).pop_front() });
        self.log
            .append(first.map_or(QueueEvent::FindEmpty, QueueEvent::Dequeue));
        // SAFETY: it has been taken above.
        unsafe { self.front.unlock(()) };
        first
    }
}
