//! The interrupt lines of a CPU.

use std::fmt::{self, Debug, Formatter};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool,
    Ordering::{AcqRel, Relaxed},
};

/// Whether a line is raised, and its handler has not come since.
#[derive(Debug, Default)]
pub(super) struct Pending {
    raised: AtomicBool,
}

impl Pending {
    /// Whether it is pending.
    pub(super) fn is_raised(&self) -> bool {
        // Relaxed: whoever acts on it takes it.
        self.raised.load(Relaxed)
    }

    /// Makes it not pending; whether it was.
    pub(super) fn take(&self) -> bool {
        // AcqRel: pairs with itself in `raise`, so that the handler sees what was written for
        // it.
        self.raised.swap(false, AcqRel)
    }

    pub(super) fn raise(&self) {
        // AcqRel: pairs with the one in `take`. As an exchange it goes on with what those
        // released who have raised it before.
        self.raised.swap(true, AcqRel);
    }
}

/// What makes a handler come.
#[derive(Clone, Debug)]
pub(super) enum Comes {
    /// Nothing: it comes when it likes, so many times more.
    ByItself(usize),
    /// That somebody has raised it.
    Raised(Arc<Pending>),
}

/// A handler, and when it may come.
#[derive(Clone)]
pub(super) struct Registered {
    pub(super) name: &'static str,
    pub(super) handler: Rc<dyn Fn()>,
    pub(super) comes: Comes,
    /// How rarely it comes by itself.
    pub(super) rarity: u32,
    pub(super) maskable: bool,
    pub(super) depth: usize,
}

/// The interrupts of a CPU.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Whether maskable ones are off.
    pub(super) off: bool,
    pub(super) lines: Vec<Registered>,
    /// The lines of the handlers that are under way, each in the middle of the one before.
    pub(super) under_way: Vec<usize>,
}

impl Lines {
    /// The lines that may come now, if they are raised or like to.
    pub(super) fn ready(&self) -> Vec<usize> {
        let may_come = |&line: &usize| {
            let it = &self.lines[line];
            let under_way = self.under_way.iter().filter(|&&other| other == line);
            let is_left = !matches!(it.comes, Comes::ByItself(0));
            is_left && !(it.maskable && self.off) && under_way.count() < it.depth
        };
        (0..self.lines.len()).filter(may_come).collect()
    }

    /// The first line that may come by itself.
    #[cfg(not(shuttle))]
    pub(super) fn first_by_itself(&self) -> Option<usize> {
        let by_itself = |&line: &usize| matches!(self.lines[line].comes, Comes::ByItself(_));
        self.ready().into_iter().find(by_itself)
    }
}

impl Debug for Registered {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interrupt")
            .field("name", &self.name)
            .field("comes", &self.comes)
            .finish_non_exhaustive()
    }
}
