//! What the façade stands on: one backend a build.

#[cfg(explore)]
mod explore;
#[cfg(loom)]
mod loom;
#[cfg(not(any(loom, shuttle, explore)))]
mod native;
#[cfg(shuttle)]
mod shuttle;

#[cfg(explore)]
pub use explore::*;
#[cfg(loom)]
pub use loom::*;
#[cfg(not(any(loom, shuttle, explore)))]
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
