//! What is reported, and in which words.

use crate::order::graph::class::{Kind, Numbered};
use core::fmt::{self, Debug, Display, Formatter};
use core::panic::Location;

/// What a [`Tracker`](super::Tracker) is told.
#[derive(Debug)]
pub enum Report<'a> {
    /// Locks are taken in orders that are a circle together: whoever takes them so at the
    /// same time waits for ever.
    Circle(Circle<'a>),
    /// A CPU waits for a lock that it holds, or holds unless it has sent the guard away.
    Again(Again<'a>),
    /// There is no room for more: what comes from now on may be missed.
    NoRoom(NoRoom),
}

/// The class of a lock, or interrupts.
#[derive(Clone, Copy)]
pub struct Named<'a>(pub(super) &'a Numbered);

impl Named<'_> {
    /// The class; none if this is interrupts.
    pub fn kind(&self) -> Option<Kind> {
        self.0.kind()
    }
}

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Some(kind) => Display::fmt(&kind, f),
            None => f.write_str("interrupts"),
        }
    }
}

impl Debug for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// One order of two classes, with the lines where it was first seen.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The class that was held.
    pub held: Named<'a>,
    /// Where it had been taken.
    pub held_at: &'static Location<'static>,
    /// The class that was taken.
    pub taken: Named<'a>,
    /// Where it was taken.
    pub taken_at: &'static Location<'static>,
}

impl Display for Step<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Step {
            held,
            held_at,
            taken,
            taken_at,
        } = self;
        match (held.kind(), taken.kind()) {
            (None, _) => write!(f, "{taken} is taken at {taken_at}, in an interrupt handler"),
            (Some(_), None) if held_at == taken_at => {
                write!(
                    f,
                    "{held} is taken at {held_at}, and held with interrupts on"
                )
            }
            (Some(_), None) => write!(
                f,
                "{held} is taken at {held_at}, and still held at {taken_at}, with interrupts on"
            ),
            (Some(_), Some(_)) => write!(
                f,
                "{held} is taken at {held_at}, and while it is held {taken} at {taken_at}"
            ),
        }
    }
}

/// Orders that are a circle.
#[derive(Debug)]
pub struct Circle<'a> {
    pub(super) steps: &'a dyn Steps<'a>,
}

/// The steps of a circle, which are where they were found.
pub(super) trait Steps<'a>: Debug {
    /// The step with number `index`, if there are so many.
    fn step(&self, index: usize) -> Option<Step<'a>>;
}

impl<'a> Circle<'a> {
    /// The orders: what each step takes, the next holds; what the last takes, the first holds.
    /// The first is the one that closed the circle.
    pub fn steps(&self) -> impl Iterator<Item = Step<'a>> {
        (0..).map_while(|index| self.steps.step(index))
    }
}

/// A lock that its holder waits for.
#[derive(Debug)]
pub struct Again<'a> {
    /// Its class.
    pub lock: Named<'a>,
    /// Where it was taken.
    pub held_at: &'static Location<'static>,
    /// Where it is waited for.
    pub taken_at: &'static Location<'static>,
    /// Whether its guard may have been sent to another CPU, which releases it: the policy does
    /// not know who holds the lock, as [`AsIs`](crate::AsIs).
    pub may_be_sent: bool,
}

/// What there is no more room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRoom {
    /// Classes: locks of others are not tracked.
    Classes,
    /// Orders: others are not recorded.
    Orders,
    /// Locks that a CPU holds, or CPUs: what is taken while more are held is not recorded.
    Locks,
}

impl Display for Report<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Report::Circle(circle) => {
                f.write_str("these orders of locks are a circle, in which CPUs may wait for each other for ever:")?;
                circle.steps().try_for_each(|step| write!(f, "\n- {step}"))
            }
            Report::Again(Again {
                lock,
                held_at,
                taken_at,
                may_be_sent,
            }) => {
                let unless = match *may_be_sent {
                    true => ", unless it has sent a guard to another",
                    false => "",
                };
                write!(
                    f,
                    "a CPU waits for itself{unless}: {lock} was taken at {held_at}, and is waited for at {taken_at}"
                )
            }
            Report::NoRoom(full) => {
                let what = match full {
                    NoRoom::Classes => "classes of locks",
                    NoRoom::Orders => "orders of locks",
                    NoRoom::Locks => "locks that a CPU holds, or for more CPUs",
                };
                write!(
                    f,
                    "the graph of lock orders has no room for more {what}: circles may be missed"
                )
            }
        }
    }
}
