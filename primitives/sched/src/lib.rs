//! Scheduling for kernels.
//!
//! So far it is the shared [`Queue`], which run queues, pending queues and channels stand on, and
//! [`CrossCalls`], by which a CPU has others run a function.
//!
//! | object | specification | rests on |
//! |---|---|---|
//! | [`Queue`] | [`QueueSpec`](queue::QueueSpec): bounded, first in, first out | any lock |
//! | [`CrossCalls`] | [`CrossCallSpec`](cross_call::CrossCallSpec): each CPU that is called runs it once, and who waits returns after that | atomics, interrupts |

#![cfg_attr(not(feature = "spec"), no_std)]
#![deny(unsafe_code)]

pub mod cross_call;
pub mod queue;

pub use cross_call::{Busy, CpuSet, CrossCalls, SendInterrupt};
pub use queue::{Full, Queue};

/// The example of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
