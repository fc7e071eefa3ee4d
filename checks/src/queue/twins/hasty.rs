//! A queue that decides in one critical section and acts in another.

use crate::queue::any::{AnyQueue, CAPACITY};
use latchwork_layer::Log;
use latchwork_lock::Mutex;
use latchwork_sched::queue::{QueueEvent, QueueSpec};
use latchwork_suite::SpecLock;
use latchwork_suite::module::Module;
use std::collections::VecDeque;

/// Looks whether there is a place, or a value, in one critical section, and
/// takes it in another.
#[derive(Debug)]
pub(crate) struct HastyQueue {
    values: Mutex<VecDeque<u8>, SpecLock>,
    log: Log<QueueEvent<u8>>,
}

impl Module for HastyQueue {
    type Spec = QueueSpec<u8>;

    fn new() -> Self {
        Self {
            values: Mutex::new(VecDeque::new()),
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

impl AnyQueue for HastyQueue {
    fn enqueue(&self, value: u8) -> bool {
        // The mistake: by the time the value is put in, the place may be gone.
        let full = self.values.lock().len() == CAPACITY;
        let mut values = self.values.lock();
        self.log.append(match full {
            true => QueueEvent::Refuse(value),
            false => QueueEvent::Enqueue(value),
        });
        if !full {
            values.push_back(value);
        }
        !full
    }

    fn dequeue(&self) -> Option<u8> {
        // The same mistake.
        let first = self.values.lock().front().copied();
        let mut values = self.values.lock();
        self.log
            .append(first.map_or(QueueEvent::FindEmpty, QueueEvent::Dequeue));
        if first.is_some() {
            values.pop_front();
        }
        first
    }
}
