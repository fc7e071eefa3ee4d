//! Vector clocks: how many events of each thread come before something.

use super::id::EventId;
use crate::limits::MAX_THREADS;

/// For each thread, how many of its events are included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clock([u16; MAX_THREADS]);

impl Clock {
    /// Whether `event` is included.
    pub(crate) fn includes(&self, event: EventId) -> bool {
        self.0[event.thread()] > event.index
    }

    /// How many events of `thread` are included.
    pub(crate) fn of(&self, thread: usize) -> u16 {
        self.0[thread]
    }

    /// Includes `event`, and those before it in its thread.
    pub(crate) fn include(&mut self, event: EventId) {
        let count = &mut self.0[event.thread()];
        *count = (*count).max(event.index + 1);
    }

    /// Includes what `other` does.
    pub(crate) fn join(&mut self, other: &Clock) {
        for (count, other) in self.0.iter_mut().zip(other.0) {
            *count = (*count).max(other);
        }
    }
}
