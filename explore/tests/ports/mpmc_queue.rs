//! A bounded queue for any number of producers and consumers (Vyukov, 2010).
//!
//! Each slot has a sequence number, which says whose turn it is: the producer's
//! of position `p` if it is `p`, the consumer's of `p` if it is `p + 1`. After
//! the consumer it is `p + capacity`, the turn of the producer one round later.
//! Producers draw positions from one counter, consumers from another, and only
//! when it is their turn.

use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

struct Slot {
    sequence: AtomicUsize,
    value: UnsafeCell<usize>,
}

/// What can be wrong with the queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flaws {
    /// Seeing whose turn it is; `Acquire` is right.
    pub(crate) look: Ordering,
    /// Passing the turn to the consumer; `Release` is right.
    pub(crate) filled: Ordering,
    /// Passing the turn to the next producer; `Release` is right.
    pub(crate) emptied: Ordering,
    /// Whether a producer looks at the sequence number of its slot.
    pub(crate) producers_look: bool,
}

/// The queue as it was published.
pub(crate) const RIGHT: Flaws = Flaws {
    look: Acquire,
    filled: Release,
    emptied: Release,
    producers_look: true,
};

pub(crate) struct Queue {
    slots: Vec<Slot>,
    head: AtomicUsize,
    tail: AtomicUsize,
    flaws: Flaws,
}

// SAFETY: a value is reached only by the thread whose turn it is. That this is so
// is what the explorer checks.
unsafe impl Sync for Queue {}

/// Whether it is the turn of a position.
enum Turn {
    Now,
    Later,
    Over,
}

impl Queue {
    /// An empty queue. The capacity must be two or more: with one, "filled by `p`"
    /// and "empty for `p + 1`" are the same number.
    pub(crate) fn new(capacity: usize, flaws: Flaws) -> Self {
        let slot = |sequence| Slot {
            sequence: AtomicUsize::new(sequence),
            value: UnsafeCell::new(0),
        };
        Self {
            slots: (0..capacity).map(slot).collect(),
            head: AtomicUsize::new(0),
            tail: AtomicUsize::new(0),
            flaws,
        }
    }

    fn slot(&self, position: usize) -> &Slot {
        &self.slots[position % self.slots.len()]
    }

    fn turn(&self, slot: &Slot, expected: usize) -> Turn {
        let sequence = slot.sequence.load(self.flaws.look);
        match (sequence as isize).wrapping_sub(expected as isize) {
            0 => Turn::Now,
            ..0 => Turn::Later,
            1.. => Turn::Over,
        }
    }

    /// Draws a position from `counter` whose turn it is: at the position, or one
    /// later. `None` if it is not yet the next position's.
    fn draw(&self, counter: &AtomicUsize, later: usize, looks: bool) -> Option<usize> {
        let mut position = counter.load(Relaxed);
        loop {
            let turn = if looks {
                self.turn(self.slot(position), position + later)
            } else {
                Turn::Now
            };
            match turn {
                Turn::Now => {
                    // Relaxed: the sequence numbers order what is done to the slot.
                    match counter.compare_exchange_weak(position, position + 1, Relaxed, Relaxed) {
                        Ok(_) => return Some(position),
                        Err(now) => position = now,
                    }
                }
                Turn::Later => return None,
                // Somebody else has drawn it, and is through with it.
                Turn::Over => position = counter.load(Relaxed),
            }
        }
    }

    /// Appends a value, unless the queue is full.
    pub(crate) fn push(&self, value: usize) -> bool {
        let Some(position) = self.draw(&self.tail, 0, self.flaws.producers_look) else {
            return false;
        };
        let slot = self.slot(position);
        // SAFETY: as for `Sync`.
        slot.value.with_mut(|place| unsafe { *place = value });
        slot.sequence.store(position + 1, self.flaws.filled);
        true
    }

    /// Takes the first value, unless the queue is empty.
    pub(crate) fn pop(&self) -> Option<usize> {
        let position = self.draw(&self.head, 1, true)?;
        let slot = self.slot(position);
        // SAFETY: as for `Sync`.
        let value = slot.value.with(|place| unsafe { *place });
        slot.sequence
            .store(position + self.slots.len(), self.flaws.emptied);
        Some(value)
    }
}
