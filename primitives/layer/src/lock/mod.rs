//! Locks: their events, what they may do, and how fair they are.

#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
mod conduct;
mod event;
#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
mod fairness;
#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
mod spec;

#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
pub use conduct::LockConduct;
pub use event::{HandOff, LockEvent, Order};
#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
pub use fairness::{Bypass, largest_bypass};
#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
pub use spec::{LockSpec, LockState};
