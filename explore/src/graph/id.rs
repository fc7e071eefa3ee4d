//! The names of events and locations.

/// An event: the `index`-th of its thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct EventId {
    thread: u16,
    pub(crate) index: u16,
}

impl EventId {
    pub(crate) fn new(thread: usize, index: usize) -> Self {
        let narrow = |count: usize| u16::try_from(count).expect("within the step limit");
        Self {
            thread: narrow(thread),
            index: narrow(index),
        }
    }

    pub(crate) fn thread(self) -> usize {
        usize::from(self.thread)
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.index)
    }
}

/// A location: an atomic of the model.
pub(crate) type LocationId = usize;

/// The write that a read reads: `None` is the initial value.
pub(crate) type Source = Option<EventId>;
