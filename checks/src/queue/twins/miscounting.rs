//! A queue that breaks its own invariant.

use crate::queue::any::{AnyQueue, CAPACITY};
use latchwork_layer::Log;
use latchwork_lock::{Invariant, Mutex};
use latchwork_sched::queue::{QueueEvent, QueueSpec};
use latchwork_suite::SpecLock;
use latchwork_suite::module::Module;
use std::collections::VecDeque;

/// Counts what it takes out, and forgets to count it off: what it tells its
/// callers is right all the same.
#[derive(Debug)]
pub(crate) struct MiscountingQueue {
    counted: Mutex<Counted, SpecLock>,
    log: Log<QueueEvent<u8>>,
}

#[derive(Debug, Default)]
struct Counted {
    values: VecDeque<u8>,
    count: usize,
}

impl Invariant for Counted {
    fn invariant(&self) -> Result<(), &'static str> {
        match self.count == self.values.len() {
            true => Ok(()),
            false => Err("the count is not the number of values"),
        }
    }
}

impl Module for MiscountingQueue {
    type Spec = QueueSpec<u8>;

    fn new() -> Self {
        Self {
            counted: Mutex::checked(Counted::default()),
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

impl AnyQueue for MiscountingQueue {
    fn enqueue(&self, value: u8) -> bool {
        let mut counted = self.counted.lock();
        let full = counted.values.len() == CAPACITY;
        if !full {
            counted.values.push_back(value);
            counted.count += 1;
        }
        self.log.append(match full {
            true => QueueEvent::Refuse(value),
            false => QueueEvent::Enqueue(value),
        });
        !full
    }

    fn dequeue(&self) -> Option<u8> {
        let mut counted = self.counted.lock();
        // The mistake: the count stays.
        let first = counted.values.pop_front();
        self.log
            .append(first.map_or(QueueEvent::FindEmpty, QueueEvent::Dequeue));
        first
    }
}
