//! Spinlocks for kernels, under one [`Mutex`].
//!
//! | lock | serves | a waiter polls | atomic read-modify-writes, alone | bytes |
//! |---|---|---|---|---|
//! | [`TtasLock`] | anybody | the lock's one byte, with all others | 1 | 1 |
//! | [`TicketLock`] | in order of arrival | the owner's number, with all others | 1 | 8 |
//! | [`McsLock`] | in order of arrival | a line of its own | 2 | a cache line, and one a CPU |
//!
//! Choose the ticket lock; where many CPUs contend, the MCS lock; where waiting
//! CPUs may be descheduled (guests, processes), the TTAS lock, since an orderly
//! queue stalls behind whoever sleeps in it.
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
//! All locks have one interface, [`RawLock`]; a type alias swaps one for
//! another. Every lock in [`for_each_lock!`] goes through the same checks: the explorer
//! and loom explore it at small sizes, shuttle samples it at larger ones, Miri looks for
//! undefined behaviour, and the kernel image runs it on every CPU.
//!
//! # Interrupts
//!
//! A lock that an interrupt handler takes must be taken with interrupts off
//! everywhere else: a handler that waits for the CPU it interrupted waits for
//! ever. These locks leave interrupts as they are.

#![cfg_attr(not(feature = "spec"), no_std)]

// A value behind a lock.
mod mutex;

// The locks.
mod list;
mod mcs;
mod ticket;
mod ttas;

// What every lock is, and what it may do.
mod event;
#[cfg(feature = "spec")]
mod layers;
mod raw;
#[cfg(feature = "spec")]
mod rely_guarantee;
#[cfg(feature = "spec")]
mod spec;

pub use event::{HandOff, LockEvent, Order};
pub use latchwork_atomic::{Backoff, Initial, Invariant, Relax, SpinHint};
pub use latchwork_layer::Log;
#[cfg(feature = "spec")]
pub use layers::{HARDWARE, LOCK};
pub use mcs::{CurrentCpu, McsLock, McsPlace, McsToken};
pub use mutex::{Mutex, MutexGuard};
pub use raw::{Doorway, RawLock};
#[cfg(feature = "spec")]
pub use rely_guarantee::LockRelyGuarantee;
#[cfg(feature = "spec")]
pub use spec::{LockSpec, LockState};
pub use ticket::{Drawn, Ticket, TicketLock};
pub use ttas::TtasLock;

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}
