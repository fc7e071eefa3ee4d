//! What the façade stands on: one backend a build.

#[cfg(coherence)]
mod coherence;
#[cfg(explore)]
mod explore;
#[cfg(loom)]
mod loom;
#[cfg(not(any(loom, shuttle, explore)))]
mod native;
#[cfg(shuttle)]
mod shuttle;

#[cfg(coherence)]
pub use coherence::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, fence, spin_loop,
};
#[cfg(not(coherence))]
pub use core::hint::spin_loop;
#[cfg(explore)]
pub use explore::*;
#[cfg(loom)]
pub use loom::*;
#[cfg(coherence)]
pub use native::UnsafeCell;
#[cfg(not(any(loom, shuttle, explore, coherence)))]
pub use native::*;
#[cfg(shuttle)]
pub use shuttle::*;

#[cfg(explore)]
pub(crate) use explore::thread;
#[cfg(loom)]
pub(crate) use loom::{first, thread};
#[cfg(all(feature = "model", not(any(loom, shuttle, explore))))]
pub(crate) use native::thread;
#[cfg(shuttle)]
pub(crate) use shuttle::{cell, thread};
