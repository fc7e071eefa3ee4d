//! Atomics that a kernel, three checkers and a simulated machine compile from the same source.
//!
//! | built with | backend | what an access is |
//! |---|---|---|
//! | nothing | [`core::sync::atomic`], re-exported: no wrapper, no cost | an instruction |
//! | `--cfg loom` | loom: explores interleavings and stale reads | a branch point |
//! | `--cfg shuttle` | shuttle: draws schedules, sequentially consistent | a scheduling point |
//! | `--cfg explore` | `latchwork-explore`: every execution once, under RC11 | an event of its graph |
//! | `--cfg coherence` | `latchwork-coherence`: a simulated machine, for curves | a hit, or a transfer of a line |
//!
//! On a target without compare-exchange (`thumbv6m-none-eabi`, `riscv32imc-unknown-none-elf`)
//! the first row is the crate `portable-atomic`'s types, with the feature `portable-atomic`;
//! on any other the feature changes nothing.
//!
//! Code written over this crate uses
//! - the [atomic types](AtomicU32), [`fence`] and [`Ordering`],
//! - [`UnsafeCell`] for what a lock protects, so that checkers see the accesses
//!   and who owns it, and an [`Invariant`] can be looked at,
//! - [`WaitUntil::wait_until`] to wait, or [`WaitUntil::wait_in_line`], where what relaxes is
//!   told how many are ahead, or [`WaitUntil::wait_briefly`], which gives up: the only way to
//!   spin,
//! - [`const_fn!`], [`array!`] and [`Initial`] for constructors, which are
//!   `const` except under loom,
//! - [`NoUnwind`] around calls of somebody else's code that must not unwind,
//! - [`model`], in tests only, to run on several CPUs.
//!
//! ```
//! use latchwork_atomic::{AtomicBool, Ordering, SpinHint, WaitUntil};
//!
//! static READY: AtomicBool = AtomicBool::new(true);
//! // Acquire: pairs with the Release store of whoever sets READY.
//! READY.wait_until::<SpinHint>(Ordering::Acquire, |ready| ready);
//! ```

#![cfg_attr(not(feature = "model"), no_std)]

#[cfg(any(
    all(loom, shuttle),
    all(loom, explore),
    all(shuttle, explore),
    all(coherence, any(loom, shuttle, explore)),
))]
compile_error!("choose one: --cfg loom, --cfg shuttle, --cfg explore or --cfg coherence");
#[cfg(any(
    all(loom, not(feature = "loom")),
    all(shuttle, not(feature = "shuttle")),
    all(explore, not(feature = "explore")),
    all(coherence, not(feature = "coherence")),
))]
compile_error!(
    "a build with --cfg loom, shuttle, explore or coherence needs this crate's feature of that name: depend on \
     latchwork-suite, which switches it on, or add it to your manifest under [target.'cfg(…)']"
);

#[cfg(not(any(target_has_atomic = "ptr", feature = "portable-atomic")))]
compile_error!(
    "this target has no compare-exchange, without which there is no lock: switch the feature \
     `portable-atomic` of latchwork-atomic on, and say to that crate how it may be made"
);

mod construct;
mod invariant;
mod no_unwind;

mod backend;
mod wait;

// What a checker's build has besides.
#[cfg(any(loom, shuttle, explore))]
mod cell;
#[cfg(any(loom, shuttle, explore))]
mod gate;
#[cfg(all(feature = "model", not(any(loom, explore, coherence))))]
mod interrupts;
#[cfg(feature = "model")]
pub mod model;
#[cfg(any(loom, shuttle, explore, test))]
mod ownership;
#[cfg(any(loom, explore))]
mod reduction;
#[cfg(any(loom, shuttle))]
mod situation;

#[cfg(target_has_atomic = "64")]
pub use backend::AtomicU64;
#[cfg(not(any(loom, shuttle, explore)))]
pub use backend::UnsafeCell;
pub use backend::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicUsize, fence, spin_loop,
};
#[cfg(any(loom, shuttle, explore))]
pub use cell::UnsafeCell;
pub use construct::Initial;
pub use core::sync::atomic::Ordering;
#[cfg(any(loom, shuttle, explore))]
pub use gate::Gate;
pub use invariant::Invariant;
pub use no_unwind::NoUnwind;
pub use wait::{Backoff, Pace, Proportional, Relax, SpinHint, WaitUntil, Yield, Yielding};

/// The example of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
