//! Interrupts: each thread of a model is a CPU that has its own.
//!
//! A thread [registers](Interrupt) handlers. While its interrupts are on, a handler may come
//! at any of its accesses (to an atomic or a cell, a fence, a wait, a spawn, a join), as a
//! call: it is run by the thread, in program order, and the thread goes on when it has
//! returned. Each place is explored. Handlers run with interrupts off. A thread that has
//! registered none is explored as if there were no interrupts.
//!
//! ```
//! use latchwork_explore::interrupt::{self, Interrupt};
//! use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
//! use latchwork_explore::{Explorer, Report};
//! use std::sync::Arc;
//!
//! /// Adds 1 in two steps, once here and once in a handler.
//! fn count(off: bool) -> Report {
//!     Explorer::new().explore(move || {
//!         let sum = Arc::new(AtomicUsize::new(0));
//!         let came = Arc::new(AtomicUsize::new(0));
//!         let add = |sum: &AtomicUsize| sum.store(sum.load(Relaxed) + 1, Relaxed);
//!         let (theirs, comes) = (Arc::clone(&sum), Arc::clone(&came));
//!         let timer = move || {
//!             add(&theirs);
//!             comes.store(1, Relaxed);
//!         };
//!         Interrupt::new("timer", timer).comes_up_to(1);
//!         if off {
//!             interrupt::off();
//!         }
//!         add(&sum);
//!         interrupt::on();
//!         let came = came.load(Relaxed); // here it may come, too
//!         interrupt::off();
//!         assert!(sum.load(Relaxed) > came, "an addition is lost");
//!     })
//! }
//!
//! let failure = count(false).failure.expect("it comes between the load and the store");
//! assert!(failure.table().contains("interrupt: enters timer"));
//! assert!(count(true).failure.is_none());
//! ```
//!
//! # What comes, and when
//!
//! An interrupt that [comes by itself](Interrupt::comes_up_to) may come wherever interrupts
//! are on, or not at all. How often is a bound: [`Report::interrupt_limit_reached`] says
//! whether it would have come once more. One that is [raised](Line::raise), by any thread,
//! comes once at some place behind that, and then may be raised again: it is pending until it
//! comes, and raised twice meanwhile it comes once, as an interprocessor interrupt does. It
//! need not come at once where it could: it is on its way. But it does come: a thread whose
//! work is done [stays](finish) until nobody can raise its lines any more.
//!
//! A thread that waits (for a value, a mutex, a notification, another thread) may be
//! interrupted, too. That is explored in front of the wait, which comes to the same: polls
//! that fail change nothing, so an execution in which the handler comes after some of them is
//! one in which it comes before the first, without those. An execution in which the thread
//! waits, nobody can go on, and a handler may still come to it counts as blocked; it is no
//! livelock. If the handlers that may come do not help, one is found in the execution in which
//! they have come.
//!
//! While a closure is busy with a [cell](crate::cell::UnsafeCell), a handler may come in the
//! middle of that. If it accesses that cell, and one of the two writes, that is a data race:
//! a processor can be interrupted between the load and the store of an addition.
//!
//! # Limits
//!
//! - Interrupts come at accesses, where interrupts are [turned off](off), and at the end of a
//!   thread. Between two accesses there is nothing to be seen.
//! - A handler is in program order with what it interrupts, and happens after what comes before
//!   it: the processor's view. What a compiler may do to accesses that are not atomic, the
//!   data race of above apart, is not modelled.
//! - What is raised happens before the handler: on a machine whose interprocessor interrupts
//!   may overtake stores, the sender has to have a fence that makes it so.
//! - A line that is raised after its thread has been joined, or has [finished](finish), never
//!   comes.
//! - Interrupts that come by themselves come no more often than their limit: a thread that
//!   waits for one more waits for ever, and is a livelock.
//!
//! [`Report::interrupt_limit_reached`]: crate::Report::interrupt_limit_reached

use crate::run;
use std::fmt::{self, Debug, Formatter};
use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;

/// An interrupt that the current thread is about to register.
#[must_use = "it does not come unless it is registered"]
pub struct Interrupt(run::Line);

/// Raises an interrupt of the thread that has registered it.
#[derive(Clone, Debug)]
pub struct Line(Arc<run::Pending>);

impl Interrupt {
    /// An interrupt with this name, and its handler. It is maskable, and its handler is not
    /// interrupted by itself.
    pub fn new(name: &'static str, handler: impl Fn() + 'static) -> Self {
        Self(run::Line {
            name,
            handler: Rc::new(handler),
            comes: run::Comes::ByItself(0),
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
    /// interrupts [on] is interrupted by itself.
    ///
    /// [`Report::interrupt_limit_reached`](crate::Report::interrupt_limit_reached) says
    /// whether a maskable one would have gone deeper.
    ///
    /// # Panics
    ///
    /// If `depth` is 0.
    pub fn nests(mut self, depth: usize) -> Self {
        assert!(depth > 0, "a handler that comes is under way once");
        self.0.depth = depth;
        self
    }

    /// Registers it for the current thread: it comes by itself, at most so many times.
    ///
    /// # Panics
    ///
    /// Outside of a model.
    #[track_caller]
    pub fn comes_up_to(mut self, times: usize) {
        self.0.comes = run::Comes::ByItself(times);
        run::add_line(self.0);
    }

    /// Registers it for the current thread: it comes when it is [raised](Line::raise).
    ///
    /// # Panics
    ///
    /// Outside of a model.
    #[track_caller]
    pub fn when_raised(mut self) -> Line {
        let pending = run::pending(self.0.name);
        self.0.comes = run::Comes::Raised(Arc::clone(&pending));
        run::add_line(self.0);
        Line(pending)
    }
}

impl Debug for Interrupt {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Line {
    /// From now on the interrupt is pending, until it comes.
    ///
    /// What the caller has done happens before what the handler does.
    ///
    /// # Panics
    ///
    /// Outside of a model.
    #[track_caller]
    pub fn raise(&self) {
        run::raise(&self.0, Location::caller());
    }
}

/// Turns the interrupts of the current thread off; whether they were on.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn off() -> bool {
    run::off(Location::caller())
}

/// Turns the interrupts of the current thread on. What is pending may come from here on.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn on() {
    run::on();
}

/// Whether the interrupts of the current thread are on, as they are in the beginning.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn are_on() -> bool {
    run::are_on()
}

/// Whether a handler of the current thread is under way.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn in_handler() -> bool {
    run::handlers() > 0
}

/// Turns the interrupts of the current thread on and waits until one has come, in one step:
/// what is pending already ends it.
///
/// If none ever comes, that is a deadlock.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn halt() {
    run::halt(Location::caller());
}

/// The work of the current thread is done: it takes what is raised, until none of its lines
/// can be raised any more, and then has none. Every thread does this at its end.
///
/// *Until* means: until no thread can go on, but those that wait for this one to end.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn finish() {
    run::finish(Location::caller());
}
