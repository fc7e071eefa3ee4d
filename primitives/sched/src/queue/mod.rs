//! A bounded queue that CPUs share: first in, first out.

mod event;
mod ring;
mod shared;
#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
mod spec;

pub use event::QueueEvent;
pub use shared::{Full, Queue};
#[cfg(any(loom, shuttle, explore, feature = "std", doc))]
pub use spec::QueueSpec;
