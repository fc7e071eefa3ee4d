//! The checks that every Latchwork object goes through, and that a lock of your
//! own can go through.
//!
//! A checker program is a list of [`Check`]s handed to [`program::main`], built
//! with `--cfg loom` or `--cfg shuttle`:
//!
//! ```no_run
//! use latchwork_lock::TicketLock as MyLock;
//!
//! fn main() -> std::process::ExitCode {
//!     latchwork_suite::program::main(latchwork_suite::lock::checks::<MyLock>("MyLock"))
//! }
//! ```
//!
//! It lists its checks, runs one at a time, and prints what it finds as one JSON
//! [`Message`](report::Message) a line.
//! A failed check does not unwind: its process ends with what it has found.
//!
//! In a build for no checker there are no checks; the commands that start
//! checker programs are such a build.

mod check;
#[cfg(any(loom, shuttle))]
pub mod controls;
pub mod counterexample;
#[cfg(loom)]
pub mod environment;
mod failure;
pub mod hardware;
pub mod layers;
#[cfg_attr(not(any(loom, shuttle)), path = "lock/none.rs")]
pub mod lock;
#[cfg(any(loom, shuttle))]
pub mod module;
pub mod program;
#[cfg(any(loom, shuttle))]
pub mod queue;
pub mod report;
mod saved;
#[cfg(any(loom, shuttle))]
mod spec_lock;
mod supervise;

#[cfg(loom)]
#[path = "explore/loom.rs"]
pub mod explore;
#[cfg(shuttle)]
#[path = "explore/shuttle.rs"]
pub mod explore;

pub use check::{Check, Found, Run};
pub use failure::{Failure, Property, Sight, violated};
#[cfg(any(loom, shuttle))]
pub use spec_lock::SpecLock;
