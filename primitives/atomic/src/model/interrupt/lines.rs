//! The interrupt lines of a CPU, where no explorer keeps them.

use super::called;
use std::fmt::{self, Debug, Formatter};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool,
    Ordering::{AcqRel, Relaxed},
};

/// An interrupt that the current CPU is about to register.
#[must_use = "it does not come unless it is registered"]
pub struct Interrupt(Registered);

/// Raises an interrupt of the CPU that has registered it.
#[derive(Clone, Debug)]
pub struct Line(Arc<Pending>);

/// Whether a line is raised, and its handler has not come since.
#[derive(Debug)]
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

    fn raise(&self) {
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
    name: &'static str,
    pub(super) handler: Rc<dyn Fn()>,
    pub(super) comes: Comes,
    /// How rarely it comes by itself.
    pub(super) rarity: u32,
    maskable: bool,
    depth: usize,
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

impl Interrupt {
    /// An interrupt with this name, and its handler. It is maskable, and its handler is not
    /// interrupted by itself.
    pub fn new(name: &'static str, handler: impl Fn() + 'static) -> Self {
        Self(Registered {
            name,
            handler: Rc::new(handler),
            comes: Comes::ByItself(0),
            rarity: called::rarity(),
            maskable: true,
            depth: 1,
        })
    }

    /// It comes whether interrupts are on or not.
    pub fn unmaskable(mut self) -> Self {
        self.0.maskable = false;
        self
    }

    /// Its handler may be under way so many times at once: a handler that has turned
    /// interrupts [on](super::on) is interrupted by itself.
    ///
    /// # Panics
    ///
    /// If `depth` is 0.
    pub fn nests(mut self, depth: usize) -> Self {
        assert!(depth > 0, "a handler that comes is under way once");
        self.0.depth = depth;
        self
    }

    /// Registers it for the current CPU: it comes by itself, at most so many times, if this
    /// is a check. On the host's threads it does not.
    pub fn comes_up_to(mut self, times: usize) {
        self.0.comes = Comes::ByItself(times);
        called::register(self.0);
    }

    /// Registers it for the current CPU: it comes when it is [raised](Line::raise).
    pub fn when_raised(mut self) -> Line {
        let pending = Arc::new(Pending {
            raised: AtomicBool::new(false),
        });
        self.0.comes = Comes::Raised(Arc::clone(&pending));
        called::register(self.0);
        Line(pending)
    }
}

impl Line {
    /// From now on the interrupt is pending, until it comes.
    ///
    /// What the caller has done happens before what the handler does.
    #[cfg_attr(shuttle, track_caller)]
    pub fn raise(&self) {
        called::access();
        self.0.raise();
    }
}

impl Debug for Interrupt {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
