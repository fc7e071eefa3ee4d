//! What waits by polls: one a build.

#[cfg(loom)]
mod loom;
#[cfg(not(any(loom, shuttle)))]
mod native;
#[cfg(shuttle)]
mod shuttle;

#[cfg(loom)]
pub(super) use loom::Waiter;
#[cfg(not(any(loom, shuttle)))]
pub(super) use native::Waiter;
#[cfg(shuttle)]
pub(super) use shuttle::Waiter;
