//! The order in which locks are taken, recorded while the kernel runs: lockdep's idea
//! (Molnár, Linux 2.6.17), without alloc and of fixed size.
//!
//! Types cannot see the order of locks in an array, or of locks that are chosen while the
//! kernel runs. [`Tracked`] notes for any lock, in builds with debug assertions and the
//! feature `order-graph`, what its CPU holds when it waits, and the line of each acquisition.
//! Once two orders have been seen that cannot go together, they are reported, whether or not
//! anybody has waited in vain. In other builds a tracked lock is the lock.
//!
//! ```
//! use latchwork_lock::order::graph::{OrderGraph, Orders, Report, Tracked, Tracker};
//! use latchwork_lock::{Mutex, TicketLock};
//! # use latchwork_cpu::Host as ThisCpu;
//!
//! struct Kernel;
//!
//! impl Tracker for Kernel {
//!     type Cpu = ThisCpu;
//!
//!     fn orders() -> Orders<'static> {
//!         static GRAPH: OrderGraph<8> = OrderGraph::new(); // of 8 CPUs
//!         GRAPH.orders()
//!     }
//!
//!     fn report(report: &Report<'_>) {
//!         println!("{report}"); // without this, a panic
//!     }
//! }
//!
//! type Lock = Tracked<TicketLock, Kernel>;
//!
//! static FORKS: [Mutex<u32, Lock>; 5] = [const { Mutex::new(0) }; 5];
//!
//! let (left, right) = (FORKS[0].lock(), FORKS[1].lock());
//! # drop((left, right));
//! ```
//!
//! # Classes
//!
//! What is recorded is the order of classes of locks. A lock that `Mutex::new` makes is a
//! class by itself: that is for statics. Once it has been taken it keeps its class, wherever it
//! is moved. Locks that come and go, and those of a large array, have a class together: that of
//! the line that makes them ([`Tracked::new`]), or one with a name ([`Tracked::of`]).
//!
//! Two locks of one class may be held together if they are always taken in the order of their
//! addresses, or always against it: so an array may be locked by ascending indices.
//!
//! # Interrupts
//!
//! Interrupts are a class of their own. A lock that a handler waits for is taken below them;
//! while a lock is held with interrupts on, they may come, as if they were taken. So a lock
//! that a handler takes, and that is held elsewhere with interrupts on, is a circle of two;
//! the report says where each was. Longer circles are found as well: a handler takes `A`, and
//! somebody who holds `A` takes `B`, which is held elsewhere with interrupts on.
//!
//! Whether interrupts are on is looked at when a lock is taken and when one is released: they
//! may have come on meanwhile, when a guard was dropped that had turned them off.
//!
//! # What is not found
//!
//! - Orders that never happened in this run: the graph is as good as what has been executed.
//! - What `try_lock` has taken is not recorded as taken below what is held: whoever does not
//!   wait closes no circle. What is taken while it is held is recorded.
//! - Waiting for other things than locks.
//! - A lock that is moved while it is held counts as held for ever.
//! - What a report takes ([`Tracker::report`]) is not recorded below what is held.
//! - That interrupts have been on while a lock was held, if they were off at each acquisition
//!   and each release on its CPU meanwhile.
//! - A guard that is sent to another CPU, and that of a thread which is moved to one, or
//!   switched away from, counts as held by the CPU that took it, until it is released. What
//!   its new CPU takes is not recorded below it, so that circles may be missed. What the old
//!   one takes is, so that a circle may be reported that is none; and if that waits for the
//!   lock, whether it waits for itself is not known ([`Again::may_be_sent`]). Policies other
//!   than [`AsIs`](crate::AsIs) keep guards where they are.

mod memory;
mod tracked;

mod orders;
mod trace;
mod tracker;

mod circle;
mod table;

mod class;
mod holding;
mod place;
mod report;

pub use circle::CLASSES;
pub use class::{Class, Kind};
pub use holding::HELD;
pub use memory::OrderGraph;
pub use orders::{Attempt, Orders};
pub use report::{Again, Circle, Named, NoRoom, Report, Step};
pub use tracked::Tracked;
pub use tracker::Tracker;
