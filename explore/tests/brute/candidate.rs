//! A candidate for an execution graph: events, program order and reads-from, as
//! in "Repairing Sequential Consistency in C/C++11" (Lahav, Vafeiadis, Kang, Hur,
//! Dreyer; PLDI 2017), section 3.
//!
//! As there, a read-modify-write is two events, a read and a write, with an edge
//! `rmw` between them, so that the axioms can be taken as they are printed. The
//! explorer shows it as one event; [`Graph`](crate::graph::Graph) does, too.
//! Nothing is lost: the two are neighbours in program order, and one is never
//! there without the other.
//!
//! An access to a cell is an event that takes part in program order, and so in
//! happens-before, alone: where a program has no race, the reads-from and
//! modification order of its cells are a part of happens-before.

use std::sync::atomic::Ordering;

use crate::program::LOCATIONS;

/// Events and reads-from.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// In an order that respects program order and reads-from. The first ones are
    /// the initial values of the atomics.
    pub(crate) events: Vec<Event>,
    /// For each event the write that it reads from.
    pub(crate) source: Vec<Option<usize>>,
    /// The read and the write of each read-modify-write.
    pub(crate) updates: Vec<(usize, usize)>,
    /// Awaits at which a thread is left: thread and slot.
    pub(crate) stuck: Vec<(usize, usize)>,
}

/// One event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    /// `None`: an initial value.
    pub(crate) thread: Option<usize>,
    /// Its instruction in the thread.
    pub(crate) slot: usize,
    pub(crate) kind: Kind,
    pub(crate) place: Option<Place>,
    pub(crate) mode: Mode,
    pub(crate) value: u64,
    /// Whether it is a compare-exchange that failed without a reason.
    pub(crate) spurious: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    Write,
    Fence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Atomic(usize),
    Cell(usize),
}

/// The mode of an event: of a cell's access or an initial value [`Na`](Self::Na).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Na,
    Rlx,
    Acq,
    Rel,
    AcqRel,
    Sc,
}

impl Mode {
    pub(crate) fn of(order: Ordering) -> Self {
        match order {
            Ordering::Relaxed => Self::Rlx,
            Ordering::Acquire => Self::Acq,
            Ordering::Release => Self::Rel,
            Ordering::AcqRel => Self::AcqRel,
            Ordering::SeqCst => Self::Sc,
            _ => unreachable!("there are five orderings"),
        }
    }

    /// Of the read of a read-modify-write with this mode.
    pub(crate) fn of_read(self) -> Self {
        match self {
            Self::Rel => Self::Rlx,
            Self::AcqRel => Self::Acq,
            mode => mode,
        }
    }

    /// Of the write of a read-modify-write with this mode.
    pub(crate) fn of_write(self) -> Self {
        match self {
            Self::Acq => Self::Rlx,
            Self::AcqRel => Self::Rel,
            mode => mode,
        }
    }

    /// Whether it is `rel` or stronger.
    pub(crate) fn releases(self) -> bool {
        matches!(self, Self::Rel | Self::AcqRel | Self::Sc)
    }

    /// Whether it is `acq` or stronger.
    pub(crate) fn acquires(self) -> bool {
        matches!(self, Self::Acq | Self::AcqRel | Self::Sc)
    }
}

impl Candidate {
    /// The initial values.
    pub(crate) fn initial() -> Self {
        let event = |location| Event {
            thread: None,
            slot: 0,
            kind: Kind::Write,
            place: Some(Place::Atomic(location)),
            mode: Mode::Na,
            value: 0,
            spurious: false,
        };
        Self {
            events: (0..LOCATIONS).map(event).collect(),
            source: vec![None; LOCATIONS],
            updates: Vec::new(),
            stuck: Vec::new(),
        }
    }

    /// Adds an event; returns its index.
    pub(crate) fn push(&mut self, event: Event, source: Option<usize>) -> usize {
        self.events.push(event);
        self.source.push(source);
        self.events.len() - 1
    }

    /// The writes to an atomic but the initial one, in the order of `events`.
    pub(crate) fn writes(&self, location: usize) -> impl Iterator<Item = usize> {
        let place = Some(Place::Atomic(location));
        (LOCATIONS..self.events.len()).filter(move |&write| {
            self.events[write].kind == Kind::Write && self.events[write].place == place
        })
    }
}
