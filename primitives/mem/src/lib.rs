//! Memory for kernels.
//!
//! So far it is the [`Quota`] of a container: how much it may use, and how much it does.
//!
//! | object | specification | rests on |
//! |---|---|---|
//! | [`Quota`] | [`QuotaSpec`](quota::QuotaSpec): what is charged and split off never exceeds the limit | any lock |

#![cfg_attr(not(feature = "spec"), no_std)]
#![forbid(unsafe_code)]

pub mod quota;

pub use quota::{Excess, Exhausted, Quota};

/// The example of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
