//! A bounded queue that tells full and empty from "somebody is not through": Vyukov's, with
//! crossbeam's answer to that.
//!
//! A position is an index and a lap. Each slot has a stamp: the position that may be filled,
//! or one more once it is, or the position a lap later once it is emptied. Who finds that it
//! is not its turn looks at the other counter, behind a fence: if that says that the queue
//! is full, or empty, it gives up; otherwise somebody has drawn the position and is not
//! through, and it tries again.

use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::{AtomicUsize, fence};
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release, SeqCst};

struct Slot {
    stamp: AtomicUsize,
    value: UnsafeCell<usize>,
}

/// What can be wrong with the queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flaws {
    /// Saying that a slot is filled or emptied; `Release` is right.
    pub(crate) stamped: Ordering,
    /// Whether the other counter is looked at before the queue is said to be full or empty.
    pub(crate) looks_again: bool,
}

/// The queue as it is.
pub(crate) const RIGHT: Flaws = Flaws {
    stamped: Release,
    looks_again: true,
};

pub(crate) struct Queue {
    slots: Vec<Slot>,
    /// From one lap to the next, in positions: more than there are slots, so that a filled
    /// slot and one that is emptied differ.
    lap: usize,
    head: AtomicUsize,
    tail: AtomicUsize,
    flaws: Flaws,
}

// SAFETY: a value is reached only by the thread whose turn it is. That this is so is what
// the explorer checks.
unsafe impl Sync for Queue {}

/// One of the two ends of the queue.
#[derive(Clone, Copy)]
struct End<'a> {
    counter: &'a AtomicUsize,
    other: &'a AtomicUsize,
    /// How far behind the position a stamp is that says that it is its turn.
    behind: usize,
    /// How far the other counter is from this one if there is nothing to be done.
    apart: usize,
}

impl Queue {
    pub(crate) fn new(capacity: usize, flaws: Flaws) -> Self {
        let slot = |index| Slot {
            stamp: AtomicUsize::new(index),
            value: UnsafeCell::new(0),
        };
        Self {
            slots: (0..capacity).map(slot).collect(),
            lap: (capacity + 1).next_power_of_two(),
            head: AtomicUsize::new(0),
            tail: AtomicUsize::new(0),
            flaws,
        }
    }

    /// The position after `position`.
    fn next(&self, position: usize) -> usize {
        let index = position % self.lap;
        match index + 1 < self.slots.len() {
            true => position + 1,
            false => position - index + self.lap,
        }
    }

    /// Draws a position at an end of the queue, unless there is nothing to be done there.
    fn draw(&self, end: End) -> Option<usize> {
        let mut position = end.counter.load(Relaxed);
        loop {
            let stamp = self.slots[position % self.lap].stamp.load(Acquire);
            if stamp == position + end.behind {
                let next = self.next(position);
                // Relaxed on failure: the stamps order what is done to the slot.
                match end
                    .counter
                    .compare_exchange_weak(position, next, SeqCst, Relaxed)
                {
                    Ok(_) => return Some(position),
                    Err(now) => position = now,
                }
                continue;
            }
            // What the other end leaves, before this end's turn.
            if stamp + end.apart == position + 1 - end.behind {
                fence(SeqCst);
                let other = end.other.load(Relaxed);
                if !self.flaws.looks_again || other + end.apart == position {
                    return None;
                }
            }
            position = end.counter.load(Relaxed);
        }
    }

    /// Appends a value, unless the queue is full.
    pub(crate) fn push(&self, value: usize) -> bool {
        let end = End {
            counter: &self.tail,
            other: &self.head,
            behind: 0,
            apart: self.lap,
        };
        let Some(position) = self.draw(end) else {
            return false;
        };
        let slot = &self.slots[position % self.lap];
        // SAFETY: as for `Sync`.
        slot.value.with_mut(|place| unsafe { *place = value });
        slot.stamp.store(position + 1, self.flaws.stamped);
        true
    }

    /// Takes the first value, unless the queue is empty.
    pub(crate) fn pop(&self) -> Option<usize> {
        let end = End {
            counter: &self.head,
            other: &self.tail,
            behind: 1,
            apart: 0,
        };
        let position = self.draw(end)?;
        let slot = &self.slots[position % self.lap];
        // SAFETY: as for `Sync`.
        let value = slot.value.with(|place| unsafe { *place });
        slot.stamp.store(position + self.lap, self.flaws.stamped);
        Some(value)
    }
}
