//! What breaks its promises, so that a test of the promise has something to reject.

pub(crate) mod flag;
pub(crate) mod queue;
pub(crate) mod racy;
pub(crate) mod shared;
pub(crate) mod tickets;
