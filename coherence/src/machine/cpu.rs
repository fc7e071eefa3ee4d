//! A CPU: its clock, and what it waits for.

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
    /// A wait, and since when its last poll has failed.
    Poll {
        place: Place,
        ahead: Ahead,
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
    /// When the poll was that it sleeps since.
    pub(crate) polled: u64,
    /// The stores that have not reached memory, oldest first.
    pub(crate) stores: VecDeque<(Place, u64)>,
    /// Whether the oldest has got its line, which is arriving.
    pub(crate) arriving: bool,
    /// Whether it waits for its store buffer.
    pub(crate) waits_for_buffer: bool,
    /// Whether its program is over.
    pub(crate) finished: bool,
}

impl Cpu {
    /// The newest of its stores to `place` that has not reached memory.
    pub(crate) fn forwarded(&self, place: Place) -> Option<u64> {
        let mut newest = self.stores.iter().rev();
        newest.find(|(to, _)| *to == place).map(|&(_, bits)| bits)
    }
}
