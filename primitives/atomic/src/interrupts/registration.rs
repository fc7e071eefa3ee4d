//! How a CPU gets interrupts, and others raise them.

use super::called;
use super::lines::{Comes, Pending, Registered};
use std::fmt::{self, Debug, Formatter};
use std::rc::Rc;
use std::sync::Arc;

/// An interrupt that the current CPU is about to register.
#[must_use = "it does not come unless it is registered"]
pub struct Interrupt(Registered);

/// Raises an interrupt of the CPU that has registered it.
#[derive(Clone, Debug)]
pub struct Line(Arc<Pending>);

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
    /// interrupts [on](crate::model::interrupt::on) is interrupted by itself.
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
        let pending = Arc::<Pending>::default();
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
