//! One execution, as it is shown to people and to tests.

use std::panic::Location;
use std::sync::atomic::Ordering;

/// One execution of a model: what each thread did, in the order in which it was
/// run, with what each access read from.
///
/// The order of `events` respects program order and reads-from; where the
/// execution is sequentially consistent, it is an interleaving.
#[derive(Clone, Debug)]
pub struct Execution {
    /// Threads of the model, the main thread included.
    pub threads: usize,
    /// What was done.
    pub events: Vec<Event>,
}

/// What a thread did at one step.
#[derive(Clone, Debug)]
pub struct Event {
    /// Who: the main thread is 0.
    pub thread: usize,
    /// How many events of this thread come before it.
    pub index: usize,
    /// What.
    pub action: Action,
    /// The source line.
    pub at: &'static Location<'static>,
}

/// What an event is. A `location` numbers the atomics of one execution in the
/// order of their first appearance in its threads, thread by thread. A `from` is
/// the index in [`Execution::events`] of the write that was read, or `None` for
/// the initial value. A position in modification order counts the writes to the
/// location in front of this one; the initial value is not counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// A load, or a compare-exchange that failed.
    Read {
        /// The atomic.
        location: usize,
        /// The ordering of the load.
        order: Ordering,
        /// What it read.
        value: u64,
        /// The write that it read.
        from: Option<usize>,
        /// Writes that come later in modification order than what it read.
        newer: usize,
        /// Whether it is a weak compare-exchange that failed without a reason.
        spurious: bool,
        /// Whether the thread waits for another value, for ever.
        blocked: bool,
    },
    /// A store.
    Write {
        /// The atomic.
        location: usize,
        /// Its ordering.
        order: Ordering,
        /// What it wrote.
        value: u64,
        /// Its position in modification order.
        position: usize,
    },
    /// A read-modify-write that wrote.
    Update {
        /// The atomic.
        location: usize,
        /// Its ordering.
        order: Ordering,
        /// What it read.
        read: u64,
        /// The write that it read.
        from: Option<usize>,
        /// What it wrote.
        written: u64,
        /// Its position in modification order.
        position: usize,
    },
    /// A fence.
    Fence {
        /// Its ordering.
        order: Ordering,
    },
    /// The start of a thread.
    Spawn {
        /// Which.
        thread: usize,
    },
    /// The end of a thread was waited for.
    Join {
        /// Which.
        thread: usize,
    },
}

impl std::fmt::Display for Execution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (number, event) in self.events.iter().enumerate() {
            writeln!(
                f,
                "{number:>4}  thread {:<2} {:?}  {}",
                event.thread, event.action, event.at
            )?;
        }
        Ok(())
    }
}
