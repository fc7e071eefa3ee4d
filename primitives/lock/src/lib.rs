//! Spinlocks for kernels, under one [`Mutex`].
//!
//! | lock | serves | a waiter polls | atomic read-modify-writes, alone | bytes |
//! |---|---|---|---|---|
//! | [`TtasLock`] | anybody | the lock's one byte, with all others | 1 | 1 |
//! | [`TicketLock`] | in order of arrival | the owner's number, with all others | 1 | 8 |
//! | [`McsLock`] | in order of arrival | a line of its own | 2 | a padded line, and one a CPU |
//! | [`StealingLock`] | in order of arrival, but whoever runs may pass a head that does not, so many times | a line of its own; the head, the lock's word | 2 | a padded line, and one a CPU |
//!
//! Choose the ticket lock; where many CPUs contend, the MCS lock; where waiting
//! CPUs may be descheduled (guests, processes), the stealing lock with a [`Yielding`] that
//! gives time slices away, since an orderly queue stalls behind whoever sleeps in it, and
//! beside a TTAS lock's waiters somebody may starve.
//!
//! ```
//! use latchwork_lock::{Mutex, TicketLock};
//!
//! static FRAMES: Mutex<u32, TicketLock> = Mutex::new(1024);
//!
//! let mut free = FRAMES.lock();
//! *free -= 1;
//! # assert_eq!(*free, 1023);
//! ```
//!
//! A waiter of the MCS lock and of the stealing lock waits in a place of its CPU's, so these
//! must be told which CPU they are on ([`CurrentCpu`]), and how many there are:
//!
//! ```
//! use latchwork_lock::{CurrentCpu, McsLock, Mutex};
//!
//! struct Cpu;
//!
//! // SAFETY: each CPU has its own number, and preemption is off from the
//! // call of `lock`, the wait included, to the end of `unlock`.
//! unsafe impl CurrentCpu for Cpu {
//!     fn current() -> usize {
//!         # fn number_from_per_cpu_data() -> usize { 0 }
//!         number_from_per_cpu_data()
//!     }
//! }
//!
//! static RUN_QUEUE: Mutex<[u32; 8], McsLock<Cpu, 64>> = Mutex::new([0; 8]);
//!
//! RUN_QUEUE.lock()[0] += 1;
//! # assert_eq!(RUN_QUEUE.lock()[0], 1);
//! ```
//!
//! All locks have one interface, [`RawLock`]; a type alias swaps one for
//! another. What only those need who write a lock, or check one, is in [`author`].
//!
//! Every lock in [`for_each_lock!`] goes through the same checks: Latchwork's explorer
//! (`latchwork-explore`, which finds every execution of a small client that the memory
//! model RC11 allows) and loom explore it at small sizes, shuttle samples it at larger
//! ones, Miri looks for undefined behaviour, and the kernel image runs it on every CPU.
//!
//! # Interrupts
//!
//! A lock that an interrupt handler takes must be taken with interrupts off
//! everywhere else: a handler that waits for the CPU it interrupted waits for
//! ever. The mutex's third parameter, its [`Policy`], sees to it; without one interrupts stay
//! as they are.
//!
//! ```
//! use latchwork_lock::{InterruptsOff, Mutex, TicketLock};
//! # use latchwork_cpu::Host as ThisCpu;
//!
//! static TICKS: Mutex<u64, TicketLock, InterruptsOff<ThisCpu>> = Mutex::new(0);
//!
//! *TICKS.lock() += 1; // on any CPU, in a handler or not
//! # assert_eq!(*TICKS.lock(), 1);
//! ```
//!
//! `ThisCpu` is the kernel's implementation of two small traits (`latchwork-cpu`); a crate
//! that stands below the kernel writes `InterruptsOff` alone, which is whichever CPU the
//! kernel [registers](latchwork_cpu::register).
//!
//! # Timeouts
//!
//! [`Mutex::try_lock_for`] gives up when the kernel's [`Clock`] says so, over a lock whose
//! waiters can leave: a [`TtasLock`] that is told the clock, by [`WithClock`]. Of the other
//! locks [`TimedLock`] says why they have no timeouts.
//!
//! # Lock order
//!
//! Locks that have a level are taken from the highest down, or do not compile: see [`order`].
//! In which order others are taken can be recorded while the kernel runs: see
//! [`order::graph`].
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `critical-section` | `critical_section!`, which implements the crate of that name for more than one CPU: interrupts are off on the CPU that is inside, and a ticket lock keeps the others out |
//! | `lock_api` | the locks are `RawMutex`es of the crate `lock_api`, 0.5, those that serve in order of arrival `RawMutexFair`, too, and one with a clock ([`TimedLock`]) `RawMutexTimed`: its mutexes over them have mapped, `Arc` and reentrant forms. It needs Rust 1.95, as that crate does |
//! | `lock_api_04` | the locks are `RawMutex`es of `lock_api` 0.4, which hands no token on: they are released by [`ForceUnlock`]. A `lock` that would panic ends the program |
//! | `order-graph` | [`order::graph::Tracked`] locks note in which order they are taken, in builds with debug assertions |
//! | `owner` | which CPU holds a mutex is recorded in release builds, too, if its policy knows its CPU |
//! | `spec` | the specification of a lock, with std |
//! | `stats` | `stats::Counted`, a lock that counts how often it is contended, and how long it is waited for and held |
//!
//! In a build for loom, where a lock is no constant, a mutex of `lock_api` over it does not
//! compile.
//!
#![cfg_attr(
    feature = "lock_api",
    doc = "```
use latchwork_lock::TicketLock;
use lock_api::{MappedMutexGuard, Mutex, MutexGuard};

static PAIR: Mutex<TicketLock, (u32, u32)> = Mutex::new((1, 2));

let second: MappedMutexGuard<'_, TicketLock, u32> = MutexGuard::map(PAIR.lock(), |pair| &mut pair.1);
assert_eq!(*second, 2);
```
"
)]
#![cfg_attr(not(feature = "spec"), no_std)]

// Lock order.
pub mod order;

// A value behind a lock.
mod mutex;

// The locks.
mod list;
mod mcs;
mod stealing;
mod ticket;
mod ttas;

// Waits that give up, and time.
mod clock;
mod timed;

// What a CPU enters again.
mod section;

// The traits that others write against.
mod interop;

// What a CPU does around holding a lock.
mod owner;
mod policy;

// What every lock is, and what it may do.
mod event;
mod force;
#[cfg(feature = "spec")]
mod layers;
mod raw;
#[cfg(feature = "spec")]
mod rely_guarantee;
#[cfg(feature = "spec")]
mod spec;
#[cfg(feature = "stats")]
pub mod stats;

pub use clock::Clock;
pub use force::ForceUnlock;
pub use latchwork_atomic::{Backoff, Invariant, Proportional, Relax, SpinHint, Yield, Yielding};
pub use latchwork_cpu::CurrentCpu;
pub use mcs::McsLock;
pub use mutex::{MappedMutexGuard, McsMutex, Mutex, MutexGuard, TicketMutex, TtasMutex};
pub use policy::{AsIs, InterruptsOff, Policy, PreemptionOff};
pub use raw::RawLock;
pub use stealing::StealingLock;
pub use ticket::TicketLock;
pub use timed::{TimedLock, WithClock};
pub use ttas::TtasLock;

/// For who writes a lock, or checks one: what [`RawLock`] asks for, what the locks here
/// answer, and the specification that all refine (feature `spec`).
pub mod author {
    pub use crate::event::{HandOff, LockEvent, Order};
    #[cfg(feature = "critical-section")]
    #[doc(hidden)]
    pub use crate::interop::critical_section;
    #[cfg(feature = "spec")]
    pub use crate::layers::{HARDWARE, LOCK, LOCK_ORDER};
    pub use crate::mcs::{McsPlace, McsToken};
    pub use crate::policy::{Here, Interrupts, Off, Preemption};
    pub use crate::raw::Doorway;
    #[cfg(feature = "spec")]
    pub use crate::rely_guarantee::LockRelyGuarantee;
    pub use crate::section::Section;
    #[cfg(feature = "spec")]
    pub use crate::spec::{LockSpec, LockState};
    pub use crate::stealing::StealingPlace;
    pub use crate::ticket::{Drawn, Ticket};
    pub use latchwork_atomic::Initial;
    pub use latchwork_layer::Log;
}

/// The example of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
