//! How large a model can be.

/// Threads of a model, the main thread included.
pub(crate) const MAX_THREADS: usize = 16;

/// The most steps of a thread that a step limit can allow.
pub(crate) const MOST_STEPS: usize = 30_000;
