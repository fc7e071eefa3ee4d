//! A device's interrupts come to the CPU to which they are sent.

use core::hint::spin_loop;
use crossbeam_utils::CachePadded;
use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_lock::{Mutex, TtasLock};

use super::verdict::ensure;
use super::{Interruptions, Verdict};
use crate::{MAX_CPUS, Machine};

#[cfg(test)]
mod tests;

/// How long an interrupt is awaited.
const PATIENCE_US: u64 = 2_000_000;
/// How long nothing must come when nothing may.
const SILENCE_US: u64 = 2_000;

/// How often a device has interrupted each CPU.
///
/// It is a static, since a handler must find it.
#[derive(Debug)]
pub struct Arrivals([CachePadded<AtomicU64>; MAX_CPUS]);

/// A device that is tried.
pub trait Device: Sync {
    /// What it is, for people.
    fn name(&self) -> &str;

    /// How often it interrupts.
    fn often(&self) -> Often;

    /// Has its interrupts come to CPU `cpu`. That CPU calls it, with interrupts on.
    ///
    /// # Errors
    ///
    /// Why that cannot be.
    fn begin(&self, cpu: usize) -> Verdict;

    /// Has it interrupt no more.
    fn end(&self);
}

/// How often a device interrupts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Often {
    /// So often, and again and again, until it is ended.
    AtLeast(u64),
    /// So often.
    Exactly(u64),
}

impl Arrivals {
    /// None yet.
    pub const fn new() -> Self {
        Self([const { CachePadded::new(AtomicU64::new(0)) }; MAX_CPUS])
    }

    /// What the device's handler does on CPU `cpu`. Returns how often it has now come there.
    pub fn handle(&self, cpu: usize) -> u64 {
        // Relaxed: a number, on the strength of which nothing is read.
        self.0[cpu].fetch_add(1, Relaxed) + 1
    }

    /// Has the device interrupt each CPU that `takes` says, one after the other: it comes as
    /// often as it must, to no other CPU, and not when it is ended. `interruptions` turns
    /// interrupts on and off, and asks for none.
    ///
    /// # Errors
    ///
    /// What was wrong.
    pub fn run(
        &self,
        machine: &dyn Machine,
        device: &dyn Device,
        takes: impl Fn(usize) -> bool,
        interruptions: &dyn Interruptions,
    ) -> Verdict {
        let cpus = machine.cpus();
        for cpu in (0..cpus).filter(|cpu| takes(*cpu)) {
            let before: [u64; MAX_CPUS] = core::array::from_fn(|cpu| self.of(cpu));
            let verdict = const { Mutex::<Verdict, TtasLock>::new(Ok(())) };
            machine.run_on(cpus, &|own| {
                if own == cpu {
                    interruptions.begin();
                    let came = self.come(machine, device, cpu);
                    interruptions.end();
                    *verdict.lock() = came;
                }
            });
            verdict.into_inner()?;
            let other = (0..cpus).find(|it| *it != cpu && self.of(*it) != before[*it]);
            let name = device.name();
            ensure!(
                other.is_none(),
                "the {name} was sent to CPU {cpu}, and has come to CPU {}",
                other.unwrap_or_default()
            );
        }
        Ok(())
    }

    /// It comes to the calling CPU as often as it must.
    fn come(&self, machine: &dyn Machine, device: &dyn Device, cpu: usize) -> Verdict {
        let (name, before) = (device.name(), self.of(cpu));
        let came = || self.of(cpu) - before;
        let begun = device.begin(cpu);
        let (Often::AtLeast(least) | Often::Exactly(least)) = device.often();
        let ticks = |microseconds| microseconds * machine.ticks_per_second() / 1_000_000;
        if begun.is_ok() {
            within(machine, ticks(PATIENCE_US), || came() >= least);
        }
        if let Often::Exactly(_) = device.often() {
            // What is too much may take a moment.
            within(machine, ticks(SILENCE_US), || false);
        }
        device.end();
        begun?;
        // What was under way comes.
        within(machine, ticks(SILENCE_US), || false);
        let times = came();
        let right = match device.often() {
            Often::AtLeast(least) => times >= least,
            Often::Exactly(exactly) => times == exactly,
        };
        ensure!(
            right,
            "the {name} has come to CPU {cpu} {times} times, not {least}"
        );
        within(machine, ticks(SILENCE_US), || false);
        ensure!(
            came() == times,
            "the {name} is ended, and comes to CPU {cpu} all the same"
        );
        Ok(())
    }

    fn of(&self, cpu: usize) -> u64 {
        // Relaxed: a number, on the strength of which nothing is read.
        self.0[cpu].load(Relaxed)
    }
}

impl Default for Arrivals {
    fn default() -> Self {
        Self::new()
    }
}

/// Polls `condition` until it holds, for so many ticks at most.
fn within(machine: &dyn Machine, ticks: u64, condition: impl Fn() -> bool) {
    let begin = machine.ticks();
    while !condition() && machine.ticks().saturating_sub(begin) < ticks {
        spin_loop();
    }
}
