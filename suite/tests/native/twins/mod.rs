//! Locks that break a promise each. None has a data race of its own: what they
//! do wrong, they do with atomics.

pub(crate) mod array;
pub(crate) mod flag;
pub(crate) mod queue;
pub(crate) mod relax;
pub(crate) mod robust;
