//! Interrupts of the CPUs of a model.
//!
//! A CPU [registers](Interrupt) handlers for itself in the work that [`run`](super::run) gives
//! it. While its interrupts are on a handler may come, as a call: it is run by that CPU, which
//! goes on when it has returned. Handlers run with interrupts off. A CPU that has registered
//! none is checked as if there were no interrupts.
//!
//! | built with | where a handler comes |
//! |---|---|
//! | `--cfg explore` | at each access, and each place is explored: `latchwork_explore::interrupt` says how |
//! | `--cfg shuttle` | at an access, of an atomic or a cell, or at a poll of a wait, where a draw of shuttle's source says so: the same schedule and the same numbers bring it to the same place |
//! | nothing | where interrupts are turned [on] and [off] and where the CPU [halts](halt), and only if it was [raised](Line::raise): nothing comes by itself, and nothing in a wait |
//!
//! Everywhere what is raised comes at the latest when the work of the CPU is done: it stays
//! until the others are done, too, and takes it. On the host's threads a CPU that waits, with
//! its interrupts on, for somebody who waits for its handler hangs; the checkers interrupt the
//! wait. Under loom, which cannot draw, and on a simulated machine there is no such module
//! (docs/checker-gaps.md).
//!
//! A handler registered by a CPU belongs to the thread that plays it; what the thread plays
//! [in turn](super::as_cpu) is interrupted by it, too.
//!
//! ```
//! use latchwork_atomic::model::interrupt::{self, Interrupt};
//! use latchwork_atomic::model;
//!
//! let work = |_cpu| {
//!     let line = Interrupt::new("call", || assert!(interrupt::in_handler())).when_raised();
//!     let were_on = interrupt::off();
//!     line.raise(); // does not come yet
//!     if were_on {
//!         interrupt::on();
//!     }
//! };
//! # #[cfg(not(any(loom, shuttle, explore, coherence)))]
//! model::run(2, work, || ());
//! ```

#[cfg(explore)]
mod explored;

#[cfg(not(explore))]
pub(crate) use crate::interrupts::Running;
#[cfg(not(explore))]
pub use crate::interrupts::{Interrupt, Line, are_on, halt, in_handler, off, on};
#[cfg(explore)]
pub(crate) use explored::Running;
#[cfg(explore)]
pub use latchwork_explore::interrupt::{Interrupt, Line, are_on, halt, in_handler, off, on};
