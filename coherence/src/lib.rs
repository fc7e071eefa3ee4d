//! A simulated cache-coherent machine, on which a lock runs from the very source that is
//! checked and that a kernel links.
//!
//! Programs of up to 256 CPUs run over the atomics of [`sync`], which have the layout of
//! core's. Each access costs what [`Parameters`] say of a machine: a hit in the CPU's own
//! cache, or a transfer of the line from where it is, behind whoever else wants that line.
//! Nothing depends on the host's time or hash order; nor on its addresses, if whatever the
//! CPUs share is aligned to a line and lives as long as the run: then the same program on
//! the same parameters gives the same cycles, to the last digit. Otherwise the host's
//! allocator decides what shares a line, and a new object has the line, in whatever cache
//! it is, of an old one that was at its address.
//!
//! ```
//! use latchwork_coherence::sync::atomic::{AtomicU32, Ordering::Relaxed};
//! use latchwork_coherence::{Parameters, Placement, Simulation};
//! use std::rc::Rc;
//!
//! /// A word with a line to itself.
//! #[repr(align(128))]
//! struct Counter(AtomicU32);
//!
//! let machine = Parameters::shipped("opteron48").unwrap();
//! let counter = Rc::new(Counter(AtomicU32::new(0)));
//! let simulation = Simulation::new(&machine, Placement::Spread, 4).unwrap();
//! let shared = Rc::clone(&counter);
//! let counts = simulation
//!     .run(move |_cpu| {
//!         for _ in 0..10 {
//!             shared.0.fetch_add(1, Relaxed);
//!         }
//!     })
//!     .unwrap();
//! assert_eq!(counter.0.load(Relaxed), 40);
//! // Each line move is a read-modify-write of somebody who did not own the line.
//! assert!(counts.transfers.writes > 0);
//! ```
//!
//! # The model
//!
//! A line has a home, an owner, and CPUs with a copy of it. All memory belongs to node 0:
//! that is where every line has its home. An access that misses queues
//! at the line's home in the order of arrival. The home serves one at a time: then the
//! value and the copies change, and the line's data arrive after a cost that depends on
//! the distance to where they are. While it serves one the home is busy. A CPU that polls
//! a line sleeps on its own copy until a write takes that away, and is charged the polls
//! that it would have made. What a CPU does between two accesses ([`work`]) only passes
//! its own time.
//!
//! With [`Parameters::store_buffer`] a CPU goes on behind its own plain stores, which
//! reach memory in order; read-modify-writes and full fences wait for them.
//!
//! With [`Parameters::migratory`] a load of a line that somebody else alone has written
//! takes it over, as if a store were sure to follow.
//!
//! Left out: execution out of order, prefetchers, hyperthreads, changes of frequency,
//! evictions (no cache is ever full), contention between different lines, and threads of the
//! host that a program starts: they are no CPUs.

mod access;
pub mod contest;
mod copies;
mod fiber;
mod line;
mod machine;
mod pace;
pub mod parameters;
mod place;
mod simulation;
pub mod sync;
mod wait;

pub use access::{OPAQUE, counts, cpu, is_running, node, now, spin_loop, work};
pub use machine::{Counts, Transfers};
pub use pace::Pace;
pub use parameters::{Parameters, Placement, Scaled};
pub use simulation::{Simulation, Stopped};
pub use wait::{wait_in_line, wait_until};

/// The example of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
