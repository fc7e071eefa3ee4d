//! What is around the CPU in question.

/// What one CPU does at a lock, and what is around it.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// All CPUs, the one in question included.
    pub cpus: usize,
    /// Times that the CPU in question acquires.
    pub rounds: usize,
    /// Whether it tries first.
    pub tries: bool,
    /// Arrivals and tries of the environment in a context; `None` for the one
    /// context in which all others arrive, and are served.
    pub entries: Option<usize>,
    /// Acquisitions that may pass a waiter, at most, if there is a bound.
    pub bypass_bound: Option<usize>,
}

impl Surroundings {
    /// One CPU among `cpus` that acquires `rounds` times, while others arrive or
    /// try `entries` times in all.
    pub const fn few(cpus: usize, rounds: usize, entries: usize) -> Self {
        Self {
            cpus,
            rounds,
            tries: false,
            entries: Some(entries),
            bypass_bound: None,
        }
    }

    /// One CPU among `cpus` that acquires once, while all others do.
    pub const fn crowd(cpus: usize) -> Self {
        Self {
            entries: None,
            ..Self::few(cpus, 1, 0)
        }
    }

    /// These surroundings, with a `try_lock` before each `lock`.
    pub const fn trying(self) -> Self {
        Self {
            tries: true,
            ..self
        }
    }

    /// These surroundings, held to a bound on bypasses.
    pub const fn within(self, bypass_bound: usize) -> Self {
        Self {
            bypass_bound: Some(bypass_bound),
            ..self
        }
    }

    /// Events by others between an acquisition and its release, at most: what a
    /// context may bring in between. With a crowd, each other arrives.
    #[cfg(any(loom, explore))]
    pub(super) fn hold(self) -> usize {
        self.entries.unwrap_or(self.cpus - 1)
    }
}
