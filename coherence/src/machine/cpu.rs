//! A CPU: its clock, and what it waits for.

use super::memory::Stored;
use crate::pace::Pacing;
use crate::place::Place;
use std::collections::VecDeque;

/// What makes of the value of a word another, if it does.
pub(crate) type Change = *mut dyn FnMut(u64) -> Option<u64>;

/// How many are ahead of a wait: nobody, once it is over.
pub(crate) type Ahead = *mut dyn FnMut(u64) -> u32;

/// What a CPU asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Request {
    Load(Place),
    Store(Place, u64),
    Update(Place, Change),
    Fence,
    /// A wait.
    Poll {
        place: Place,
        ahead: Ahead,
        /// What comes after the poll that is made next, or has failed last.
        pacing: Pacing,
    },
}

#[derive(Debug, Default)]
pub(crate) struct Cpu {
    pub(crate) clock: u64,
    /// What it waits for, if it waits.
    pub(crate) request: Option<Request>,
    /// What it was told.
    pub(crate) answer: u64,
    /// When its last poll failed, since which it sleeps.
    pub(crate) polled: u64,
    /// The stores that have not reached memory, oldest first.
    pub(crate) stores: VecDeque<Stored>,
    /// Whether the oldest has got its line, which is arriving.
    pub(crate) arriving: bool,
    /// Whether it waits for its store buffer.
    pub(crate) waits_for_buffer: bool,
    /// Whether its program is over.
    pub(crate) finished: bool,
}

impl Cpu {
    /// Whether a store of its own to `place` is in its buffer.
    pub(crate) fn is_forwarded(&self, place: Place) -> bool {
        self.stores.iter().any(|it| it.place == place)
    }
}
