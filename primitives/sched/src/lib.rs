//! Scheduling for kernels.
//!
//! So far it is the shared [`Queue`]: what run queues, pending queues and
//! channels stand on.
//!
//! | object | specification | rests on |
//! |---|---|---|
//! | [`Queue`] | [`QueueSpec`](queue::QueueSpec): bounded, first in, first out | any lock |

#![cfg_attr(not(feature = "spec"), no_std)]
#![forbid(unsafe_code)]

pub mod queue;

pub use queue::{Full, Queue};

/// The example of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
