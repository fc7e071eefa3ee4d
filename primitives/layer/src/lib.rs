//! A layer's vocabulary: what objects do, written down, and what they may do.
//!
//! After CertiKOS's mC2 (Gu et al., OSDI 2016):
//! - Every object keeps a [`Log`]: each primitive appends one event at its
//!   linearization point. The log is ghost state. It exists in builds for a
//!   checker; elsewhere it has no size and appending compiles to nothing.
//! - A [`Spec`] says what an object may do: an initial state, a step for each
//!   event, an invariant. The state of an object is its initial state with the
//!   log [replayed](replay).
//! - A run refines the specification if its log replays without getting
//!   [`Stuck`] and the invariant holds after every event. Events carry what the
//!   caller was told (did `try_lock` succeed?), so nothing that a caller
//!   observes escapes the specification.
//!
//! - A [`Layer`] names its objects; a [`Refinement`] (L1, M, L2) claims that the module M over
//!   the layer L1 refines the layer L2.
//!
//! - A [`RelyGuarantee`] says what each CPU relies on and guarantees; [`compose`] checks
//!   that the guarantees of all imply the rely of each.
//!
//! There are no objects in it: each object brings its events and its specification.

#![cfg_attr(not(feature = "spec"), no_std)]
#![forbid(unsafe_code)]

#[cfg(all(any(loom, shuttle, explore), not(feature = "spec")))]
compile_error!("a build for a checker needs the feature `spec`, which latchwork-suite switches on");

mod log;
#[cfg(feature = "spec")]
mod refinement;
#[cfg(feature = "spec")]
mod rely_guarantee;
#[cfg(feature = "spec")]
mod spec;

pub use log::Log;
#[cfg(feature = "spec")]
pub use refinement::{Layer, Object, Refinement, Unfounded, bottom_up};
#[cfg(feature = "spec")]
pub use rely_guarantee::{Composition, RelyGuarantee, Unreliable, compose};
#[cfg(feature = "spec")]
pub use spec::{Entry, Spec, Stuck, Violation, initial_state, replay};

/// The example of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
