//! What a thread will do.

use std::fmt::{self, Debug, Formatter};
use std::mem::ManuallyDrop;

/// What a thread will do.
///
/// It leaks if it is dropped: the destructors of what it holds may access the
/// model's memory, which only threads of the model can. Whoever has no thread for
/// it [drops it in one](super::Fiber::discard).
pub(crate) struct Work(ManuallyDrop<Box<dyn FnOnce()>>);

impl Work {
    pub(crate) fn new(work: Box<dyn FnOnce()>) -> Self {
        Self(ManuallyDrop::new(work))
    }

    /// For a thread of the model.
    pub(super) fn into_inner(self) -> Box<dyn FnOnce()> {
        ManuallyDrop::into_inner(self.0)
    }
}

impl Debug for Work {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").finish_non_exhaustive()
    }
}
