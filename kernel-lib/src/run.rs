//! One run of the kernel.

use latchwork_cpu::{Cpu, CurrentCpu};
use latchwork_lock::Clock;

use crate::protocol::Record;
use crate::selftest::MachineTest;
use crate::{CountedLock, MAX_CPUS, Machine, Options, contention, curve, measure, selftest};

/// Acquisitions of each CPU while contention is counted: a queue stalls at each hand-off
/// where CPUs share a core.
const FEW: u64 = 1_000;

/// What only one machine has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Own<'a> {
    /// Self-tests of what only this machine can show.
    pub tests: &'a [MachineTest],
    /// Paths whose length is measured beside those of locks, by what they do.
    pub paths: &'a [(&'a str, fn())],
    /// Its locks that count.
    pub locks: &'a [CountedLock<'a>],
    /// What it reports of the whole run, at its end.
    pub counts: Option<fn(&dyn Machine)>,
}

/// Runs what `options` asks for on all CPUs of `machine`, and returns how many
/// self-tests failed: those that every machine runs, and its own.
///
/// It reports [`Record::Machine`]; for each self-test [`Record::Begin`] and, when
/// it has ended, [`Record::Test`]; for each point of the curves
/// [`Record::Curve`]; for each path [`Record::Path`]; for each lock that counts
/// [`Record::Statistics`]; what the machine has [counted](Own::counts); and [`Record::Done`].
/// A self-test that fails does not stop the run, but one that never ends does: its `Begin`
/// is then the last record.
///
/// CPU 0 calls it. On each CPU `C::current` is the number that `machine` gives
/// it, outside [`run_on`](Machine::run_on) too.
///
/// # Panics
///
/// If the machine has more than [`MAX_CPUS`] CPUs, or none.
pub fn run<C: Cpu + CurrentCpu + Clock>(
    machine: &dyn Machine,
    options: &Options,
    own: Own<'_>,
) -> usize {
    let present = machine.present();
    assert!(
        (1..=MAX_CPUS).contains(&present),
        "a run takes 1 to {MAX_CPUS} CPUs, and the machine has {present}"
    );
    let cpus = machine.cpus();
    machine.report(&Record::Machine {
        cpus,
        ticks_per_second: machine.ticks_per_second(),
    });
    let mut failed = 0;
    if options.self_tests {
        failed = selftest::all::<C>(machine, options.acquisitions(), own.tests);
    }
    if options.curve {
        curve::all::<C>(machine, options.critical_section());
    }
    if options.measure {
        measure::all::<C>(machine, own.paths);
    }
    if options.statistics {
        contention::all::<C>(machine, options.acquisitions().min(FEW), own.locks);
    }
    if let Some(counts) = own.counts {
        counts(machine);
    }
    machine.report(&Record::Done { failed });
    failed
}

#[cfg(test)]
mod tests;
