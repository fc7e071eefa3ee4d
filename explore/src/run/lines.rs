//! The interrupt lines of a thread, and whether its interrupts are on.

use super::object::{Object, ObjectId};
use crate::execution::Holds;
use crate::fault::Access;
use std::fmt::{self, Debug, Formatter};
use std::rc::Rc;
use std::sync::Arc;

/// Whether a line has been raised, and its handler has not come since: a location of the
/// graph, which holds 0 or 1.
#[derive(Debug)]
pub(crate) struct Pending(ObjectId);

impl Pending {
    pub(super) const fn new() -> Self {
        Self(ObjectId::new(Holds::Bool))
    }

    /// As what it is known to the run.
    pub(super) fn id(&self) -> &ObjectId {
        &self.0
    }

    pub(super) fn object(&self) -> Object {
        Object {
            id: &raw const self.0,
            initial: 0,
        }
    }
}

/// What makes a handler come.
#[derive(Clone, Debug)]
pub(crate) enum Comes {
    /// Nothing: it comes when it likes, so many times more.
    ByItself(usize),
    /// That somebody has raised it.
    Raised(Arc<Pending>),
}

/// A handler, and when it may come.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) handler: Rc<dyn Fn()>,
    pub(crate) comes: Comes,
    /// Whether it waits until interrupts are on.
    pub(crate) maskable: bool,
    /// How often it may be under way at a time.
    pub(crate) depth: usize,
}

impl Debug for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("name", &self.name)
            .field("comes", &self.comes)
            .finish_non_exhaustive()
    }
}

/// The interrupts of a thread.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// Whether maskable ones are off.
    pub(super) off: bool,
    pub(super) lines: Vec<Line>,
    /// The lines of the handlers that are under way, each in the middle of the one before.
    pub(super) under_way: Vec<usize>,
    /// The accesses to cells that are under way, each with how many handlers were when it
    /// began.
    pub(super) open: Vec<(usize, Access)>,
}

/// What may come now.
#[derive(Debug, Default)]
pub(super) struct Ready {
    /// The lines that come if they are raised.
    pub(super) raised: Vec<usize>,
    /// The lines that come by themselves.
    pub(super) by_themselves: Vec<usize>,
    /// Whether a limit keeps one from coming.
    pub(super) limited: bool,
}

impl Lines {
    /// What may come now.
    pub(super) fn ready(&self) -> Ready {
        let mut ready = Ready::default();
        for (number, line) in self.lines.iter().enumerate() {
            if line.maskable && self.off {
                continue;
            }
            let under_way = self.under_way.iter().filter(|&&it| it == number).count();
            if under_way >= line.depth {
                // The machine itself keeps an unmaskable one from coming before its handler
                // has returned.
                ready.limited |= line.maskable;
                continue;
            }
            match line.comes {
                Comes::ByItself(0) => ready.limited = true,
                Comes::ByItself(_) => ready.by_themselves.push(number),
                Comes::Raised(_) => ready.raised.push(number),
            }
        }
        ready
    }

    /// The lines that come if they are raised, and may come now.
    pub(super) fn ready_to_be_raised(&self) -> Vec<Arc<Pending>> {
        let raised = self.ready().raised.into_iter();
        let pending = raised.filter_map(|line| match &self.lines[line].comes {
            Comes::Raised(pending) => Some(Arc::clone(pending)),
            Comes::ByItself(_) => None,
        });
        pending.collect()
    }

    /// The access that is under way in code that a handler has interrupted, if `access` of
    /// that handler is in conflict with it.
    pub(super) fn interrupted(&self, access: &Access) -> Option<Access> {
        let conflict = |&&(handlers, ref open): &&(usize, Access)| {
            handlers < self.under_way.len()
                && open.cell == access.cell
                && (open.write || access.write)
        };
        self.open.iter().find(conflict).map(|(_, open)| *open)
    }
}
