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
//! - A [`Layer`](layer::Layer) names its objects; a
//!   [`Refinement`](layer::Refinement) (L1, M, L2) claims that the module M over
//!   the layer L1 refines the layer L2.
//!
//! - A [`Conduct`] says what each CPU relies on and guarantees; [`compose`] checks
//!   that the guarantees of all imply the rely of each.
//!
//! The locks' events and specification are in [`lock`].

#![cfg_attr(not(any(loom, shuttle, explore, feature = "std", doc)), no_std)]
#![forbid(unsafe_code)]

#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
mod conduct;
#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
pub mod layer;
pub mod lock;
#[cfg_attr(any(loom, shuttle, explore), path = "log/recorded.rs")]
#[cfg_attr(not(any(loom, shuttle, explore)), path = "log/ghost.rs")]
mod log;
#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
mod spec;

#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
pub use conduct::{Composition, Conduct, Unreliable, compose};
pub use log::Log;
#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
pub use spec::{Entry, Spec, Stuck, Violation, initial_state, replay};
