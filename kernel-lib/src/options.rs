//! What a run shall do.

/// What a run shall do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How often each CPU acquires (or tries) each lock in the self-tests that
    /// count: 10,000 times if it is `None`, and at least once. The curves choose
    /// their own numbers.
    pub acquisitions: Option<u64>,
    /// Whether to run the self-tests.
    pub self_tests: bool,
    /// Whether to measure the curves.
    pub curve: bool,
}

impl Default for Options {
    /// Everything.
    fn default() -> Self {
        Self {
            acquisitions: None,
            self_tests: true,
            curve: true,
        }
    }
}

impl Options {
    /// [`acquisitions`](Self::acquisitions), decided.
    pub(crate) fn acquisitions(&self) -> u64 {
        // A count of nothing is always exact.
        self.acquisitions.unwrap_or(10_000).max(1)
    }
}
