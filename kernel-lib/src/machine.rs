//! The machine, as the self-tests and the curves see it.

use crate::hardware::{Clock, Cpus};
use crate::protocol::Record;

/// A machine with one or more CPUs that share memory, all of which are online, and which the
/// caller has to itself: the harness of the self-tests and the curves.
///
/// The image implements it over real CPUs; a test implements it over threads.
pub trait Machine: Cpus + Clock {
    /// How many CPUs are online, at most [`MAX_CPUS`](crate::MAX_CPUS). They are
    /// numbered from 0.
    fn cpus(&self) -> usize {
        self.online().len()
    }

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

    /// Tells whoever started the machine.
    fn report(&self, record: &Record<'_>);
}
