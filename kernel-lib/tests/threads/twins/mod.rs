//! What breaks its promises, so that a test of the promise has something to reject:
//! twins that more than one self-test is tried on.

pub(crate) mod flag;
pub(crate) mod racy;
