//! The orders that are recorded, in memory that only grows: a class gets a number, an order gets
//! a record, and is published by its number in the cell of its two classes. Nobody waits for
//! anybody, so that handlers may come anywhere.

use crate::order::graph::class::{Kind, Numbered, number};
use crate::order::graph::place::Place;
use crate::order::graph::report::{Named, NoRoom};
use core::panic::Location;
use latchwork_atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, AtomicU32, array, const_fn};

/// The number of what is no lock, interrupts: no class gets it.
pub(super) const INTERRUPTS: usize = 0;

/// The lines of an order.
pub(super) struct Record {
    pub(super) held_at: Place,
    pub(super) taken_at: Place,
    /// The circle that was reported last of those in which this has the highest number: its
    /// mark, or 0.
    pub(super) reported: AtomicU32,
}

pub(super) struct Counts {
    /// Records that are given away.
    records: AtomicU32,
    /// Orders that are published.
    turns: AtomicU32,
    /// What has no room, and what of that has been reported; by `NoRoom`.
    full: [(AtomicBool, AtomicBool); 3],
}

impl Record {
    const_fn! {
        pub(super) fn new() -> Self {
            Self { held_at: Place::none(), taken_at: Place::none(), reported: AtomicU32::new(0) }
        }
    }
}

impl Counts {
    const_fn! {
        pub(super) fn new() -> Self {
            Self {
                records: AtomicU32::new(0),
                turns: AtomicU32::new(0),
                full: array![(AtomicBool::new(false), AtomicBool::new(false)); 3],
            }
        }
    }
}

/// The classes and orders of a graph, whatever its size.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    pub(super) numbers: &'a [Numbered],
    /// By the class that is held, then by the class that is taken: the number of the record
    /// plus one, or 0. On the diagonal: of two locks of one class, that with the lower address
    /// was held.
    pub(super) cells: &'a [AtomicU32],
    /// Of two locks of one class, that with the higher address was held.
    pub(super) falling: &'a [AtomicU32],
    pub(super) records: &'a [Record],
    pub(super) counts: &'a Counts,
}

impl<'a> Table<'a> {
    /// The number of a class; `None` if there is no room for it.
    pub(super) fn class(&self, kind: Kind) -> Option<usize> {
        let number = number(self.numbers, kind);
        if number.is_none() {
            self.overflows(NoRoom::Classes);
        }
        number
    }

    pub(super) fn named(&self, class: usize) -> Named<'a> {
        Named(&self.numbers[class])
    }

    pub(super) fn cell(&self, held: usize, taken: usize) -> &'a AtomicU32 {
        &self.cells[held * self.numbers.len() + taken]
    }

    /// The record of a cell: its number.
    pub(super) fn record(cell: &AtomicU32) -> Option<u32> {
        // Acquire: pairs with the exchange in `publish`; without it the record might be empty.
        cell.load(Acquire).checked_sub(1)
    }

    /// Puts an order into its cell, if there is none. Whether it has done so.
    pub(super) fn put(
        &self,
        cell: &AtomicU32,
        held_at: &'static Location<'static>,
        taken_at: &'static Location<'static>,
    ) -> bool {
        if Self::record(cell).is_some() {
            return false;
        }
        // Relaxed, both: a number that nobody else gets is all that is wanted. It does not
        // come round: above the number of records it grows by one for each CPU at most.
        let given = self.counts.records.load(Relaxed) as usize;
        let has_room = self.records.get(given);
        let number = has_room.map(|_| self.counts.records.fetch_add(1, Relaxed));
        let record = number.and_then(|it| Some((it, self.records.get(it as usize)?)));
        let Some((number, record)) = record else {
            self.overflows(NoRoom::Orders);
            return false;
        };
        record.held_at.set(held_at);
        record.taken_at.set(taken_at);
        // Release: pairs with the Acquire in `record`, which finds the lines. Relaxed on
        // failure: another CPU has recorded this order, and looks for circles.
        cell.compare_exchange(0, number + 1, Release, Relaxed)
            .is_ok()
    }

    /// Comes after all whose turn was before.
    pub(super) fn turn(&self) {
        // AcqRel: pairs with itself. Of CPUs that put an order at the same time, each sees
        // those of the CPUs whose turn was before its own; without it, each might miss the
        // others'.
        self.counts.turns.fetch_add(1, AcqRel);
    }

    /// Puts an order into its cell, for all to see, if there is none. Whether it has done so.
    pub(super) fn publish(
        &self,
        cell: &AtomicU32,
        held_at: &'static Location<'static>,
        taken_at: &'static Location<'static>,
    ) -> bool {
        let put = self.put(cell, held_at, taken_at);
        if put {
            self.turn();
        }
        put
    }

    /// How many orders are published.
    pub(super) fn orders(&self) -> u32 {
        // Relaxed: for diagnostics.
        self.counts.turns.load(Relaxed)
    }

    /// Whether something had no room, reported or not.
    pub(super) fn lacks_room(&self, what: NoRoom) -> bool {
        // Relaxed: nothing else is looked at.
        self.counts.full[what as usize].0.load(Relaxed)
    }

    pub(super) fn overflows(&self, what: NoRoom) {
        // Relaxed: nothing else is looked at.
        self.counts.full[what as usize].0.store(true, Relaxed);
    }

    /// Whether something lacks room, and this is the first to say so.
    pub(super) fn tells_first(&self, what: NoRoom) -> bool {
        let told = &self.counts.full[what as usize].1;
        // Relaxed, both: one of those who get here is the first, and no data goes with it.
        let first = || told.compare_exchange(false, true, Relaxed, Relaxed).is_ok();
        self.lacks_room(what) && first()
    }
}
