//! A bounded queue that CPUs share: first in, first out.

mod event;
mod ring;
mod shared;
#[cfg(feature = "spec")]
mod spec;

pub use event::QueueEvent;
pub use shared::{Full, Queue};
#[cfg(feature = "spec")]
pub use spec::{QUEUE, QueueSpec};
