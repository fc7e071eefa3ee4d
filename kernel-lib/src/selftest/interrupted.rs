//! A handler takes the lock that the code takes which it interrupts.

use core::ops::RangeInclusive;
use crossbeam_utils::CachePadded;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicU64, Initial};
use latchwork_lock::{Mutex, Policy, RawLock};

use super::Verdict;
use super::count::Counter;
use super::verdict::ensure;
use crate::together::together;
use crate::{MAX_CPUS, Machine};

/// How many seconds are enough where interrupts take long, and how long one is awaited.
const SECONDS: u64 = 10;

/// What interrupts the CPUs of a machine while an [`Interrupted`] number is tried. Each CPU
/// calls this for itself.
pub trait Interruptions: Sync {
    /// Turns interrupts on, and has them come if they come by themselves.
    fn begin(&self);

    /// Has one come now or, while interrupts are off, as soon as they are on. Several that
    /// have not come yet may be one. Does nothing if they come by themselves.
    fn interrupt(&self);

    /// Has none come by themselves any more, and leaves interrupts on or off, as they were before
    /// [`begin`](Self::begin). What has been asked for and has not come may still come while they
    /// are on.
    fn end(&self);
}

/// A number under a lock, which every CPU increments, and so do the handlers that interrupt it
/// there.
///
/// It is tried once: it is a static, since a handler must find it.
#[derive(Debug)]
pub struct Interrupted<T, R: RawLock, P: Policy> {
    number: Mutex<T, R, P>,
    /// By CPU, how often its handler has incremented the number: written under the lock.
    handled: [CachePadded<AtomicU64>; MAX_CPUS],
}

impl<T, R, P> Interrupted<T, R, P>
where
    T: Counter + Sync,
    R: RawLock + Initial + Sync,
    P: Policy + Sync,
{
    /// The number 0.
    pub const fn new() -> Self {
        Self {
            number: const { Mutex::new(T::ZERO) },
            handled: [const { CachePadded::new(AtomicU64::new(0)) }; MAX_CPUS],
        }
    }

    /// What the handler does on CPU `cpu`.
    pub fn handle(&self, cpu: usize) {
        let mut number = self.number.lock();
        T::increment(&mut number, || {});
        // Relaxed: the lock orders it.
        self.handled[cpu].fetch_add(1, Relaxed);
    }

    /// How often the handler has run on CPU `cpu`.
    pub fn handled(&self, cpu: usize) -> u64 {
        // Relaxed: a number, on the strength of which nothing is read.
        self.handled[cpu].load(Relaxed)
    }

    /// Lets every CPU increment the number, with an interrupt asked for in the middle of each
    /// increment, until its handler has done so as often as `times` says at most, or at least
    /// and for ten seconds: the sum is exact.
    pub fn run(
        &self,
        machine: &dyn Machine,
        times: RangeInclusive<u64>,
        interruptions: &dyn Interruptions,
    ) -> Verdict {
        let least = *times.start();
        let cpus = machine.cpus();
        let incremented = [const { AtomicU64::new(0) }; MAX_CPUS];
        together(machine, cpus, &|cpu| {
            interruptions.begin();
            let increments = self.increment_until(machine, cpu, &times, interruptions);
            interruptions.end();
            // Relaxed: `together` makes it visible to whoever called it.
            incremented[cpu].store(increments, Relaxed);
        });
        // One that has been asked for and not come yet may come here: with the lock held the
        // number and what the handlers have counted belong together.
        let number = self.number.lock();
        let handled: [u64; MAX_CPUS] = core::array::from_fn(|cpu| self.handled(cpu));
        let sum = number.get();
        drop(number);
        for (cpu, &handled) in handled[..cpus].iter().enumerate() {
            ensure!(
                handled >= least,
                "CPU {cpu} was interrupted {handled} times, and {least} were awaited"
            );
        }
        let incremented: u64 = incremented.into_iter().map(AtomicU64::into_inner).sum();
        let handled: u64 = handled.into_iter().sum();
        ensure!(
            sum == incremented + handled,
            "{cpus} CPUs made {incremented} increments, their handlers {handled}, and the sum is {sum}"
        );
        Ok(())
    }

    /// Increments until the handler has run often enough, or has not run for long. Returns how
    /// often.
    fn increment_until(
        &self,
        machine: &dyn Machine,
        cpu: usize,
        times: &RangeInclusive<u64>,
        interruptions: &dyn Interruptions,
    ) -> u64 {
        let patience = SECONDS * machine.ticks_per_second();
        let begin = machine.ticks();
        let since = |begin| machine.ticks().saturating_sub(begin);
        let mut increments = 0;
        let (mut handled, mut latest) = (self.handled(cpu), begin);
        while handled < *times.end() {
            if handled >= *times.start() && since(begin) > patience {
                break;
            }
            // The clock first: a CPU that was not running for a while increments once more.
            let over = since(latest) > patience;
            T::increment(&mut self.number.lock(), || interruptions.interrupt());
            increments += 1;
            let now = self.handled(cpu);
            if now > handled {
                (handled, latest) = (now, machine.ticks());
            } else if over {
                break;
            }
        }
        increments
    }
}

impl<T, R, P> Default for Interrupted<T, R, P>
where
    T: Counter + Sync,
    R: RawLock + Initial + Sync,
    P: Policy + Sync,
{
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
