//! What the object and its known-bad twins have in common.

use super::cpu::Lines;
use latchwork_layer::Log;
use latchwork_sched::cross_call::CrossCallEvent;
use latchwork_sched::{CpuSet, CrossCalls};

/// Calls between CPUs that the programs can use.
pub(super) trait AnyCrossCalls<const CPUS: usize>: Send + Sync + 'static {
    /// How many calls of a CPU may be under way.
    const SLOTS: usize;

    /// Nobody is called.
    fn make() -> Self;

    /// How CPUs are interrupted.
    fn lines(&self) -> &Lines<CPUS>;

    /// Has each run `function`, and waits.
    fn call(&self, cpus: &CpuSet<CPUS>, function: &(dyn Fn(usize) + Sync));

    /// Has each run `function`; false if there is no place.
    fn post(&self, cpus: &CpuSet<CPUS>, function: &'static (dyn Fn(usize) + Sync)) -> bool;

    /// Runs what the calling CPU is asked to.
    fn serve(&self);

    /// What has happened.
    fn log(&self) -> &Log<CrossCallEvent<CPUS>>;
}

impl<const CPUS: usize, const SLOTS: usize, const GROUPS: usize> AnyCrossCalls<CPUS>
    for CrossCalls<Lines<CPUS>, CPUS, SLOTS, GROUPS>
{
    const SLOTS: usize = SLOTS;

    fn make() -> Self {
        CrossCalls::new(Lines::new())
    }

    fn lines(&self) -> &Lines<CPUS> {
        self.sender()
    }

    fn call(&self, cpus: &CpuSet<CPUS>, function: &(dyn Fn(usize) + Sync)) {
        self.call(cpus, function);
    }

    fn post(&self, cpus: &CpuSet<CPUS>, function: &'static (dyn Fn(usize) + Sync)) -> bool {
        self.post(cpus, function).is_ok()
    }

    fn serve(&self) {
        self.serve();
    }

    fn log(&self) -> &Log<CrossCallEvent<CPUS>> {
        self.log()
    }
}
