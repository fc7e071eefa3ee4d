//! Calls between CPUs: a CPU has others run a function, by an interrupt.

mod calls;
mod event;
mod send;
mod set;
mod slot;
#[cfg(feature = "spec")]
mod spec;

pub use calls::{Busy, CrossCalls};
pub use event::CrossCallEvent;
pub use send::SendInterrupt;
pub use set::CpuSet;
#[cfg(feature = "spec")]
pub use spec::{CROSS_CALLS, CrossCallSpec, CrossCallState, UnderWay};
