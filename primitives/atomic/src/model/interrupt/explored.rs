//! Who has done its work, to the explorer: it knows when nobody can go on.

use latchwork_explore::interrupt;

/// The CPUs of a model.
#[derive(Debug)]
pub(crate) struct Running;

/// A CPU that has not done its work.
#[derive(Debug)]
pub(crate) struct Working;

impl Running {
    /// A model begins.
    pub(crate) fn begin(_cpus: usize) -> Self {
        Self
    }

    /// The current thread is one of its CPUs.
    pub(crate) fn works(&self) -> Working {
        Working
    }
}

impl Working {
    /// The work is done. What is raised still comes, until nobody can go on.
    pub(crate) fn finish(self) {
        interrupt::finish();
    }
}
