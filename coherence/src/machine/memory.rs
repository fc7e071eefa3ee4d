//! What memory holds, as the CPUs see it.
//!
//! The host's memory is written only by a CPU's access, while the program that makes it
//! borrows the word. A store that goes into a store buffer is written there at once, and
//! what the other CPUs still see is kept here until it has left the buffer.

use super::cpu::Change;
use super::state::Machine;
use crate::place::Place;

/// A word with stores in the buffer of one CPU.
#[derive(Debug)]
pub(super) struct Pending {
    place: Place,
    /// Whose stores they are.
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
    pub(super) place: Place,
    bits: u64,
    /// The number of what is pending that it belongs to.
    number: u64,
}

impl Machine {
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
    pub(super) fn seen(&mut self, cpu: usize, place: Place) -> u64 {
        match self.pending(place) {
            Some(it) if it.cpu == cpu => it.newest,
            Some(it) => it.seen,
            None => place.load(),
        }
    }

    /// A store that passes through no buffer.
    pub(super) fn write(&mut self, place: Place, bits: u64) {
        match self.pending(place) {
            Some(it) => it.seen = bits,
            None => place.store(bits),
        }
    }

    /// A read-modify-write; the value before is the result.
    pub(super) fn update(&mut self, place: Place, change: Change) -> u64 {
        // SAFETY: the change is on the stack of the CPU's program, which is suspended or
        // calls this.
        let change = unsafe { &mut *change };
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
    pub(super) fn can_be_buffered(&mut self, cpu: usize, place: Place) -> bool {
        self.pending(place).is_none_or(|it| it.cpu == cpu)
    }

    /// A store of `cpu` goes into its buffer.
    pub(super) fn put_off(&mut self, cpu: usize, place: Place, bits: u64) -> Stored {
        let number = match self.pending(place) {
            Some(it) => {
                it.newest = bits;
                it.stores += 1;
                it.number
            }
            None => {
                self.put_off += 1;
                let new = Pending {
                    place,
                    cpu,
                    seen: place.load(),
                    newest: bits,
                    stores: 1,
                    number: self.put_off,
                };
                self.pending.insert(place.address(), new);
                self.put_off
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
    pub(super) fn made(&mut self, stored: Stored) {
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
