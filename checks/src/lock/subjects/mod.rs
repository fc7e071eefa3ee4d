//! What can be asked of a lock: the subjects of its table's rows.
//!
//! Each function makes the subject for the checker of this build; which rows there are
//! is the table's matter, and the same for all checkers.

#[cfg(any(loom, explore))]
mod exhaustive;
mod lock;
#[cfg(shuttle)]
mod sampled;

#[cfg(any(loom, explore))]
pub(super) use exhaustive::*;
pub(super) use lock::{Family, LeftOut};
#[cfg(shuttle)]
pub(super) use sampled::*;
