//! The hardware, as the kernel library sees it.

use crate::protocol::Record;
use crate::verdict::Verdict;

/// A machine with one or more CPUs that share memory.
///
/// The image implements it over real CPUs; a test implements it over threads.
pub trait Machine: Sync {
    /// How many CPUs are up, at most [`MAX_CPUS`](crate::MAX_CPUS). They are
    /// numbered from 0.
    fn cpus(&self) -> usize;

    /// Runs `work(cpu)` at the same time on each of the CPUs `0..count`, and
    /// returns once all of them have finished it.
    ///
    /// Only CPU 0 calls this. What it wrote before the call is visible to
    /// `work` on every CPU, and what they wrote is visible to it afterwards.
    ///
    /// # Panics
    ///
    /// If `count` is 0 or greater than [`cpus`](Machine::cpus).
    fn run_on(&self, count: usize, work: &(dyn Fn(usize) + Sync));

    /// A counter that advances at a constant rate and never backwards on one CPU.
    fn ticks(&self) -> u64;

    /// How often [`ticks`](Machine::ticks) advances in a second.
    fn ticks_per_second(&self) -> u64;

    /// Tells whoever started the machine.
    fn report(&self, record: &Record<'_>);

    /// Self-tests of what only this machine can show: they are run after those that
    /// every machine runs.
    fn self_tests(&self) -> &[MachineTest];
}

/// A self-test that a machine has of itself, beside those that every machine runs: what
/// no thread of a host could show.
#[derive(Clone, Copy, Debug)]
pub struct MachineTest {
    /// Its name; behind `machine/`, that of its record.
    pub name: &'static str,
    /// What it does.
    pub run: fn(&dyn Machine) -> Verdict,
}
