//! What an exploration leaves out because nothing new comes of it: docs/pruning.md
//! and docs/fewer-executions.md, and for the explorer docs/explorer.md.

use std::sync::{Mutex, PoisonError};

/// How a wait whose poll failed is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pruning {
    /// Explore `.0` failed polls of each wait. loom prunes at the next; the
    /// explorer then blocks until there is a value that ends the wait.
    After(usize),
    /// Explore every failed poll.
    #[cfg(loom)]
    Never,
}

/// What is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reduction {
    /// How waits are pruned.
    pub waits: Pruning,
    /// Whether a CPU's beginning and its first access are one step.
    #[cfg(loom)]
    pub joined_starts: bool,
    /// The CPUs from this one on can be renamed: they run the same program, and
    /// what they use does not tell them apart. Of executions that differ by
    /// their names only the one is explored in which they write for the first
    /// time in the order of their numbers. `None` if no CPUs can be.
    #[cfg(loom)]
    pub alike_from: Option<usize>,
}

impl Reduction {
    /// Nothing is left out.
    #[cfg(loom)]
    pub const NONE: Self = Self {
        waits: Pruning::Never,
        joined_starts: false,
        alike_from: None,
    };

    /// What can be left out whatever the program is: waits are pruned at the
    /// first failed poll, and under loom starts are joined.
    pub const ANY_PROGRAM: Self = Self {
        waits: Pruning::After(0),
        #[cfg(loom)]
        joined_starts: true,
        #[cfg(loom)]
        alike_from: None,
    };
}

static REDUCTION: Mutex<Reduction> = Mutex::new(Reduction::ANY_PROGRAM);

/// Sets what is left out in the models that run from now on, in this process.
/// At first it is [`Reduction::ANY_PROGRAM`].
pub fn set_reduction(reduction: Reduction) {
    *REDUCTION.lock().unwrap_or_else(PoisonError::into_inner) = reduction;
}

/// What is left out.
pub(crate) fn reduction() -> Reduction {
    *REDUCTION.lock().unwrap_or_else(PoisonError::into_inner)
}
