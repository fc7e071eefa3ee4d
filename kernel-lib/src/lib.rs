//! What the Latchwork kernel does on any hardware: the self-tests of the locks and of
//! what stands on them, and the locks' throughput curves.
//!
//! The hardware comes in through the traits of [`hardware`], one for each concern; the
//! self-tests and the curves ask a [`Machine`] besides: the image implements it over real CPUs, a
//! test over threads. What happens goes out through it, as [records](protocol::Record).
//!
//! [`run()`] does all that is asked of it, in order. It takes its locks from
//! [`for_each_lock!`](latchwork_lock::for_each_lock), so a lock that is added
//! there is tested and measured here without another word.

#![cfg_attr(not(any(test, feature = "model")), no_std)]
#![cfg_attr(not(test), deny(unsafe_code))]

pub mod acpi;
pub mod apic;
pub mod boot;
mod contention;
mod curve;
#[allow(
    unsafe_code,
    reason = "some of what hardware does has conditions that callers must keep"
)]
pub mod hardware;
mod machine;
mod measure;
mod options;
pub mod protocol;
pub mod reference;
mod ring;
mod run;
pub mod screen;
pub mod selftest;
#[cfg(test)]
mod threads;
mod together;
mod typed;
mod watchdog;

pub use contention::CountedLock;
pub use hardware::{MAX_CPUS, Timer};
pub use machine::Machine;
pub use options::{MOST_INSIDE, Options};
pub use ring::Ring;
pub use run::{Own, run};
pub use typed::{Shown, Typed};
pub use watchdog::Watched;

/// The example of the project's README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
