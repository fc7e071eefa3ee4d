//! What a run shall do.

/// The longest critical section of a curve, in ticks.
pub const MOST_INSIDE: u64 = 1_000_000;

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
    /// Whether to measure how long the paths of the locks' operations are.
    pub measure: bool,
    /// Whether to tell how much the locks are contended.
    pub statistics: bool,
    /// How long a holder stays inside while the curves are measured, in ticks of the
    /// machine's counter; with 0 it releases at once. More than [`MOST_INSIDE`] count as so
    /// many.
    pub critical_section: u64,
}

impl Default for Options {
    /// The self-tests and the curves.
    fn default() -> Self {
        Self {
            acquisitions: None,
            self_tests: true,
            curve: true,
            measure: false,
            statistics: false,
            critical_section: 0,
        }
    }
}

impl Options {
    /// [`critical_section`](Self::critical_section), within its limit.
    pub(crate) fn critical_section(&self) -> u64 {
        self.critical_section.min(MOST_INSIDE)
    }

    /// [`acquisitions`](Self::acquisitions), decided.
    pub(crate) fn acquisitions(&self) -> u64 {
        // A count of nothing is always exact.
        self.acquisitions.unwrap_or(10_000).max(1)
    }
}
