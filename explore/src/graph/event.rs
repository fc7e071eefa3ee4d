//! The events of an execution graph.

use super::clock::Clock;
use super::id::{LocationId, Source};
use super::update::UpdateOp;
use std::panic::Location;
use std::sync::atomic::Ordering;

/// What a read is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Purpose {
    /// A load.
    Load,
    /// A load that waits until the value is accepted.
    Await,
    /// A read-modify-write, which may decide not to write.
    Update(UpdateOp),
}

/// A read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Read {
    pub(crate) location: LocationId,
    pub(crate) purpose: Purpose,
    /// The ordering that it has, given what it read.
    pub(crate) order: Ordering,
    pub(crate) source: Source,
    pub(crate) value: u64,
    /// What the update writes; `None` if it does not write.
    pub(crate) writes: Option<u64>,
    /// A weak compare-exchange that fails without a reason.
    pub(crate) spurious: bool,
    /// The thread waits for another value.
    pub(crate) blocked: bool,
}

impl Read {
    /// A read, before it is known what it reads.
    pub(crate) fn unread(location: LocationId, purpose: Purpose, order: Ordering) -> Self {
        Self {
            location,
            purpose,
            order,
            source: None,
            value: 0,
            writes: None,
            spurious: false,
            blocked: false,
        }
    }
}

/// A write: a store, or the second half of an update.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Write {
    pub(crate) location: LocationId,
    pub(crate) order: Ordering,
    pub(crate) value: u64,
    pub(crate) updates: bool,
}

/// What an event is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Label {
    Read(Read),
    Write(Write),
    Fence(Ordering),
    Spawn(usize),
    Join(usize),
    Choice(Choice),
    /// A place at which a handler may come that comes by itself, and which of so many does; 0
    /// is none.
    Point(Choice),
    /// A place at which a handler may come that comes if it is raised, and does not: the read
    /// with which it would, which has no source.
    Passed(Read),
    Handler(Handler),
    /// A thread that has done its work and waits for interrupts is told that none comes
    /// any more.
    Rest,
}

/// What a handler does, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handler {
    Enters(&'static str),
    Leaves(&'static str),
}

impl Handler {
    /// Whether it does what `other` does, whatever the names.
    pub(crate) fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// A choice of the model's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Choice {
    /// Between so many.
    pub(crate) of: u16,
    pub(crate) chosen: u16,
}

impl Label {
    /// The ordering, of an access or a fence.
    pub(crate) fn order(&self) -> Option<Ordering> {
        match self {
            Label::Read(read) => Some(read.order),
            Label::Write(write) => Some(write.order),
            Label::Fence(order) => Some(*order),
            Label::Spawn(_)
            | Label::Join(_)
            | Label::Choice(_)
            | Label::Point(_)
            | Label::Passed(_)
            | Label::Handler(_)
            | Label::Rest => None,
        }
    }

    /// The location, of an access.
    pub(crate) fn location(&self) -> Option<LocationId> {
        match self {
            Label::Read(read) | Label::Passed(read) => Some(read.location),
            Label::Write(write) => Some(write.location),
            Label::Fence(_)
            | Label::Spawn(_)
            | Label::Join(_)
            | Label::Choice(_)
            | Label::Point(_)
            | Label::Handler(_)
            | Label::Rest => None,
        }
    }

    /// Whether it is a step of its own, as executions show it: the second half of an update
    /// is none, and where a handler may come nothing is done.
    pub(crate) fn is_step(&self) -> bool {
        match self {
            Label::Write(write) => !write.updates,
            Label::Point(_) | Label::Passed(_) | Label::Rest => false,
            _ => true,
        }
    }

    /// Whether it takes part in the total order of SC events.
    pub(crate) fn is_sc(&self) -> bool {
        self.order() == Some(Ordering::SeqCst)
    }
}

/// An event in a graph.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) label: Label,
    /// When it was added: the order `<` of the paper.
    pub(crate) stamp: u32,
    pub(crate) at: &'static Location<'static>,
    /// Whether the thread has accessed a cell since its last event.
    pub(crate) after_cell: bool,
    pub(crate) views: Views,
}

/// What comes before an event.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Views {
    /// In program order and reads-from, the event included.
    pub(crate) porf: Clock,
    /// In happens-before, the event included.
    pub(crate) hb: Clock,
    /// What an acquire fence after the event would acquire.
    pub(crate) acquirable: Clock,
    /// What the last release fence up to the event released.
    pub(crate) fenced: Clock,
    /// What an acquire read that reads this write acquires.
    pub(crate) message: Clock,
}

pub(crate) fn acquires(order: Ordering) -> bool {
    matches!(
        order,
        Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst
    )
}

pub(crate) fn releases(order: Ordering) -> bool {
    matches!(
        order,
        Ordering::Release | Ordering::AcqRel | Ordering::SeqCst
    )
}
