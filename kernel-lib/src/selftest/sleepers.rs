//! A CPU that halts is woken by what comes between its look and its sleep.

use crossbeam_utils::CachePadded;
use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_cpu::Cpu;

use super::Verdict;
use super::verdict::ensure;
use crate::Machine;
use crate::hardware::{Halt, MAX_CPUS, PerCpu, SendInterrupt, Timer, halt_until};
use crate::together::together;

/// How many seconds a CPU may sleep though it was woken.
const SECONDS: u64 = 10;

/// CPUs that sleep until they are told to go on.
///
/// It is a static, since handlers must find it.
#[derive(Debug)]
pub struct Sleepers(PerCpu<Sleeper>);

/// By rounds, which are numbered from 1.
#[derive(Debug)]
struct Sleeper {
    /// The last round that it may have: what it sleeps for.
    told: AtomicU64,
    /// The last that it has had.
    had: AtomicU64,
}

impl Sleeper {
    const fn new() -> Self {
        Self {
            told: AtomicU64::new(0),
            had: AtomicU64::new(0),
        }
    }

    fn sleep<C: Cpu>(&self, halt: &dyn Halt, round: u64) {
        // Acquire: pairs with the Release of whoever tells it.
        halt_until::<C>(halt, || self.told.load(Acquire) >= round);
        // Release: pairs with the Acquire of whoever looks whether it is awake.
        self.had.store(round, Release);
    }

    fn tell(&self, round: u64) {
        // Release: pairs with the Acquire in `sleep`.
        self.told.store(round, Release);
    }

    fn has_had(&self, round: u64) -> bool {
        // Acquire: pairs with the Release in `sleep`.
        self.had.load(Acquire) >= round
    }
}

impl Sleepers {
    /// Nobody sleeps.
    pub const fn new() -> Self {
        Self(PerCpu::new(
            [const { CachePadded::new(Sleeper::new()) }; MAX_CPUS],
        ))
    }

    /// What the timer's handler does on CPU `cpu`: tells it to go on.
    pub fn tick(&self, cpu: usize) {
        let sleeper = &self.0[cpu];
        // Relaxed: this CPU alone writes what it had.
        sleeper.tell(sleeper.had.load(Relaxed) + 1);
    }

    /// Every other CPU sleeps `rounds` times, and CPU 0 tells it to go on and interrupts it, at
    /// once when it has had a round: it then looks, or is about to sleep, or sleeps. None sleeps on.
    pub fn are_woken<C: Cpu>(
        &self,
        machine: &dyn Machine,
        rounds: u64,
        interrupt: &dyn SendInterrupt,
        halt: &dyn Halt,
    ) -> Verdict {
        self.forget();
        let cpus = machine.cpus();
        let slept_on = AtomicU64::new(0);
        together(machine, cpus, &|cpu| {
            for round in 1..=rounds {
                if cpu > 0 {
                    self.0[cpu].sleep::<C>(halt, round);
                    continue;
                }
                for other in 1..cpus {
                    self.0[other].tell(round);
                    interrupt.send(other);
                }
                for other in 1..cpus {
                    while !wakes(machine, || self.0[other].has_had(round)) {
                        // Relaxed: `together` makes it visible to whoever called it.
                        slept_on.fetch_add(1, Relaxed);
                        interrupt.send(other);
                    }
                }
            }
        });
        let slept_on = slept_on.into_inner();
        ensure!(
            slept_on == 0,
            "{slept_on} times a CPU slept on though it was interrupted after it was told to go on"
        );
        Ok(())
    }

    /// Each CPU sleeps `rounds` times until its own timer's handler says [`tick`](Self::tick). The
    /// timer is set before it looks, to 0 ticks and more, `step` more each time: so it comes
    /// before the look, between that and the sleep, and later. One that
    /// sleeps through it sleeps for ever, and the test does not end.
    pub fn are_woken_by_timer<C: Cpu>(
        &self,
        machine: &dyn Machine,
        rounds: u64,
        step: u64,
        timer: &dyn Timer,
        halt: &dyn Halt,
    ) -> Verdict {
        self.forget();
        let cpus = machine.cpus();
        together(machine, cpus, &|cpu| {
            for round in 1..=rounds {
                timer.once(round * step);
                self.0[cpu].sleep::<C>(halt, round);
            }
        });
        for (cpu, sleeper) in self.0.iter().enumerate().take(cpus) {
            ensure!(
                sleeper.has_had(rounds),
                "CPU {cpu} did not sleep to the end"
            );
        }
        Ok(())
    }

    fn forget(&self) {
        for sleeper in self.0.iter() {
            // Relaxed, both: nobody sleeps yet, and `together` makes it visible.
            sleeper.told.store(0, Relaxed);
            sleeper.had.store(0, Relaxed);
        }
    }
}

impl Default for Sleepers {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether `awake` comes to hold in the time that a CPU may take.
fn wakes(machine: &dyn Machine, awake: impl Fn() -> bool) -> bool {
    let begin = machine.ticks();
    let patience = SECONDS * machine.ticks_per_second();
    loop {
        // The clock first: a CPU that was not running for a while still looks once more.
        let over = machine.ticks().saturating_sub(begin) > patience;
        if awake() {
            return true;
        }
        if over {
            return false;
        }
        core::hint::spin_loop();
    }
}

#[cfg(test)]
mod tests;
