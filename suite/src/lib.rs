//! The checks that every Latchwork object goes through, and that a lock of your
//! own can go through.
//!
//! A whole checker program:
//!
//! ```no_run
//! use latchwork_lock::{McsLock, TicketLock};
//! use latchwork_suite::lock::ModelCpu;
//!
//! latchwork_suite::suite! {
//!     TicketLock,
//!     McsLock<ModelCpu, CPUS> as "McsLock",
//! }
//! ```
//!
//! What it checks is up to the build:
//!
//! | built with | checks |
//! |---|---|
//! | `--cfg loom` | the smallest clients without a bound, larger ones with at most 3 preemptions and 20,000 executions; weak memory included, as far as loom knows it |
//! | `--cfg explore` | every execution that RC11 allows of clients of two to four CPUs, each once |
//! | `--cfg shuttle` | sampled schedules of larger clients |
//! | `--cfg coherence` | nothing: it draws the curves of the locks on a simulated machine |
//! | none of them | stress on the host's threads, in the lock's real machine code |
//!
//! The program lists its checks, runs one at a time or all, and prints what it finds: for
//! people, or with `--json` as one JSON [`Message`](report::Message) a line.
//! A failed check does not unwind: its process ends with what it has found.
//!
//! The macro stands for a list of [`Check`]s handed to [`program::main`]; whoever
//! wants other sizes and bounds makes the list.
//!
//! The modules stand on floors: each knows those below its floor, and none above.
//!
//! | floor | modules |
//! |---|---|
//! | the command line | [mod@suite], [`program`], `arguments` |
//! | the framework: locks, one CPU against its environment; programs and comparisons; observers | `environment`, [`lock`], `module`, `observe`; `native`: stress on the host's threads |
//! | the curves of locks | `curves` |
//! | the checkers' backends | `explore`, `hardware`, `supervise`, `current`, `cpu`, `family`, `spec_lock` |
//! | what a check is | `check` |
//! | rendering | [`render`], [`mod@table`] |
//! | values | [`report`], `failure`, [`replay`], [`counterexample`], [`checker`], [`choose`], [`mod@file`] |

mod arguments;
mod check;
pub mod checker;
pub mod choose;
pub mod counterexample;
mod cpu;
#[cfg(any(loom, shuttle, explore))]
mod current;
#[cfg(coherence)]
pub mod curves;
#[cfg(any(loom, shuttle, explore))]
pub mod environment;
#[cfg(any(loom, shuttle, explore))]
pub mod explore;
mod failure;
mod family;
pub mod file;
#[cfg(shuttle)]
pub mod hardware;
#[cfg(any(loom, shuttle, explore))]
pub mod lock;
#[cfg(any(loom, shuttle, explore))]
pub mod module;
#[cfg(not(any(loom, shuttle, explore)))]
#[doc(hidden)]
pub mod native;
#[cfg(any(loom, shuttle, explore))]
pub mod observe;
pub mod program;
pub mod render;
pub mod replay;
pub mod report;
#[cfg(any(loom, shuttle, explore))]
mod spec_lock;
pub mod suite;
mod supervise;
pub mod table;

pub use check::{Check, Found, Run};
pub use failure::{Failure, Property, Sight, violated};
pub use family::LockFamily;
#[cfg(not(any(loom, shuttle, explore)))]
pub use native as lock;
#[cfg(any(loom, shuttle, explore))]
pub use spec_lock::SpecLock;

/// The example of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
