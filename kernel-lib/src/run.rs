//! One run of the kernel.

use latchwork_lock::CurrentCpu;

use crate::record::Record;
use crate::{Machine, curve, selftest};

/// The most CPUs that a run can use: the locks with a place for each CPU have
/// so many places.
pub const MAX_CPUS: usize = 64;

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
    fn acquisitions(&self) -> u64 {
        // A count of nothing is always exact.
        self.acquisitions.unwrap_or(10_000).max(1)
    }
}

/// Runs what `options` asks for on all CPUs of `machine`, and returns how many
/// self-tests failed.
///
/// It reports [`Record::Machine`]; for each self-test [`Record::Begin`] and, when
/// it has ended, [`Record::Test`]; for each point of the curves
/// [`Record::Curve`]; and [`Record::Done`]. A self-test that fails does not stop
/// the run, but one that never ends does: its `Begin` is then the last record.
///
/// CPU 0 calls it. On each CPU `C::current` is the number that `machine` gives
/// it, outside [`run_on`](Machine::run_on) too.
///
/// # Panics
///
/// If the machine has more than [`MAX_CPUS`] CPUs, or none.
pub fn run<C: CurrentCpu>(machine: &dyn Machine, options: &Options) -> usize {
    let cpus = machine.cpus();
    assert!(
        (1..=MAX_CPUS).contains(&cpus),
        "a run takes 1 to {MAX_CPUS} CPUs, and the machine has {cpus}"
    );
    machine.report(&Record::Machine {
        cpus,
        ticks_per_second: machine.ticks_per_second(),
    });
    let mut failed = 0;
    if options.self_tests {
        failed = selftest::all::<C>(machine, options.acquisitions());
    }
    if options.curve {
        curve::all::<C>(machine);
    }
    machine.report(&Record::Done { failed });
    failed
}
