//! What memory holds, as the CPUs see it.
//!
//! The host's memory is written only by a CPU's access, while the program that makes it
//! borrows the word. A store that goes into a store buffer is written there at once, and
//! what the other CPUs still see is kept here until it has left the buffer.

use super::hash::ByAddress;
use crate::place::Place;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The words with stores in a buffer, by address.
    pending: HashMap<usize, Pending, BuildHasherDefault<ByAddress>>,
    /// How many words ever had some.
    numbers: u64,
}

/// A word with stores in the buffer of one CPU.
#[derive(Debug)]
struct Pending {
    place: Place,
    /// The CPU.
    cpu: usize,
    /// What the others see.
    seen: u64,
    /// What was last written to the host's memory.
    newest: u64,
    /// How many stores are in the buffer.
    stores: usize,
    /// Which of all that ever were.
    number: u64,
}

/// A store in a buffer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stored {
    /// Where to: named, and never accessed.
    pub(crate) place: Place,
    bits: u64,
    /// The number of what is pending that it belongs to.
    number: u64,
}

impl Memory {
    /// What is pending at `place`, which somebody borrows. If the host's memory is not as
    /// the last store left it then that word is no more, and nothing is pending of it.
    fn pending(&mut self, place: Place) -> Option<&mut Pending> {
        if self.pending.is_empty() {
            return None;
        }
        let address = place.address();
        let it = self.pending.get(&address)?;
        if it.place != place || it.newest != place.load() {
            self.pending.remove(&address);
            return None;
        }
        self.pending.get_mut(&address)
    }

    /// What `cpu` reads at `place`.
    pub(crate) fn seen(&mut self, cpu: usize, place: Place) -> u64 {
        match self.pending(place) {
            Some(it) if it.cpu == cpu => it.newest,
            Some(it) => it.seen,
            None => place.load(),
        }
    }

    /// A store that passes through no buffer.
    pub(crate) fn write(&mut self, place: Place, bits: u64) {
        match self.pending(place) {
            Some(it) => it.seen = bits,
            None => place.store(bits),
        }
    }

    /// A read-modify-write; the value before is the result.
    pub(crate) fn update(
        &mut self,
        place: Place,
        change: &mut dyn FnMut(u64) -> Option<u64>,
    ) -> u64 {
        match self.pending(place) {
            Some(it) => {
                let before = it.seen;
                it.seen = change(before).unwrap_or(before);
                before
            }
            None => place.update(change),
        }
    }

    /// Whether a store of `cpu` to `place` can go into its buffer: the stores of two CPUs
    /// to one word are not in buffers at once.
    pub(crate) fn can_be_buffered(&mut self, cpu: usize, place: Place) -> bool {
        self.pending(place).is_none_or(|it| it.cpu == cpu)
    }

    /// A store of `cpu` goes into its buffer.
    pub(crate) fn put_off(&mut self, cpu: usize, place: Place, bits: u64) -> Stored {
        let number = match self.pending(place) {
            Some(it) => {
                it.newest = bits;
                it.stores += 1;
                it.number
            }
            None => {
                self.numbers += 1;
                let new = Pending {
                    place,
                    cpu,
                    seen: place.load(),
                    newest: bits,
                    stores: 1,
                    number: self.numbers,
                };
                self.pending.insert(place.address(), new);
                self.numbers
            }
        };
        place.store(bits);
        Stored {
            place,
            bits,
            number,
        }
    }

    /// A store of a buffer is made: all see it.
    pub(crate) fn made(&mut self, stored: Stored) {
        let address = stored.place.address();
        let Some(it) = self.pending.get_mut(&address) else {
            return;
        };
        if it.number != stored.number {
            return;
        }
        it.seen = stored.bits;
        it.stores -= 1;
        if it.stores == 0 {
            // Nobody else's store went to the host's memory meanwhile: it holds this one.
            self.pending.remove(&address);
        }
    }
}
