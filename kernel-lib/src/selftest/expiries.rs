//! Timers interrupt when they are due.

use core::hint::spin_loop;
use crossbeam_utils::CachePadded;
use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::Relaxed;

use latchwork_lock::{Mutex, TtasLock};

use super::verdict::ensure;
use super::{Failure, Interruptions, Verdict};
use crate::together::together;
use crate::{MAX_CPUS, Machine, Timer};

/// For how many microseconds a timer is set, one after the other.
const SPANS_US: [u64; 4] = [20, 100, 500, 2_000];
/// How often a timer is awaited that comes again and again.
const PERIODS: u64 = 20;
/// The period.
const PERIOD_US: u64 = 200;
/// How much too early a timer may be, as a part of the time that it was set to: two clocks are
/// compared, whose rates have been measured.
const TOLERANCE: u64 = 50;

/// How often each CPU's timer has interrupted it, and when it last did.
///
/// It is a static, since a handler must find it.
#[derive(Debug)]
pub struct Expiries([CachePadded<Expiry>; MAX_CPUS]);

/// What a CPU's handler writes, and nobody but that CPU reads.
#[derive(Debug)]
struct Expiry {
    count: AtomicU64,
    at: AtomicU64,
}

impl Expiries {
    /// None yet.
    pub const fn new() -> Self {
        Self(
            [const {
                CachePadded::new(Expiry {
                    count: AtomicU64::new(0),
                    at: AtomicU64::new(0),
                })
            }; MAX_CPUS],
        )
    }

    /// What the timer's handler does on CPU `cpu`, when the machine's counter is at `ticks`.
    pub fn handle(&self, cpu: usize, ticks: u64) {
        let Expiry { count, at } = &*self.0[cpu];
        // Relaxed, both: the code that is interrupted reads them.
        at.store(ticks, Relaxed);
        count.fetch_add(1, Relaxed);
    }

    /// Lets each CPU set its timer for several spans, and for a period: it interrupts the CPU as
    /// often as it must, never too early, and not when it is stopped. Returns how many ticks late
    /// it was at least and at most. `interruptions` turns interrupts on and off, and asks for none.
    ///
    /// # Errors
    ///
    /// What was wrong.
    pub fn run(
        &self,
        machine: &dyn Machine,
        timer: &dyn Timer,
        interruptions: &dyn Interruptions,
    ) -> Result<Late, Failure> {
        let mut all = const { Mutex::<Result<Late, Failure>, TtasLock>::new(Ok(Late::NEVER)) };
        together(machine, machine.cpus(), &|cpu| {
            let own = Own {
                expiry: &self.0[cpu],
                cpu,
                machine,
                timer,
            };
            interruptions.begin();
            let late = own.spans().and_then(|late| own.periods().map(|()| late));
            interruptions.end();
            let mut all = all.lock();
            *all = all.and_then(|before| late.map(|late| before.and(late)));
        });
        *all.get_mut()
    }
}

impl Default for Expiries {
    fn default() -> Self {
        Self::new()
    }
}

/// How many ticks a timer was late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// At least.
    pub least: u64,
    /// At most.
    pub most: u64,
}

impl Late {
    const NEVER: Self = Self {
        least: u64::MAX,
        most: 0,
    };

    fn and(self, other: Self) -> Self {
        Self {
            least: self.least.min(other.least),
            most: self.most.max(other.most),
        }
    }
}

/// A CPU that tries its timer.
struct Own<'a> {
    expiry: &'a Expiry,
    cpu: usize,
    machine: &'a dyn Machine,
    timer: &'a dyn Timer,
}

impl Own<'_> {
    /// The timer comes once for each span, when it is over.
    fn spans(&self) -> Result<Late, Failure> {
        let mut late = Late::NEVER;
        for span in SPANS_US.map(|span| self.ticks(span)) {
            let (cpu, before) = (self.cpu, self.count());
            let begin = self.machine.ticks();
            self.timer.once(span);
            let came = self.wait_until(|| self.count() > before);
            ensure!(
                came,
                "the timer of CPU {cpu}, set to {span} ticks, did not come"
            );
            // Relaxed: the handler has interrupted this CPU.
            let took = self.expiry.at.load(Relaxed).saturating_sub(begin);
            ensure!(
                took + span / TOLERANCE >= span,
                "the timer of CPU {cpu}, set to {span} ticks, came after {took}"
            );
            self.stays_away(before + 1, span, "was set to come once")?;
            let by = took.saturating_sub(span);
            late = late.and(Late {
                least: by,
                most: by,
            });
        }
        Ok(late)
    }

    /// The timer comes again and again, until it is stopped.
    fn periods(&self) -> Verdict {
        let (cpu, period) = (self.cpu, self.ticks(PERIOD_US));
        let last = self.count() + PERIODS;
        let begin = self.machine.ticks();
        self.timer.every(period);
        let came = self.wait_until(|| self.count() >= last);
        let took = self.machine.ticks().saturating_sub(begin);
        self.timer.stop();
        let missing = last.saturating_sub(self.count());
        ensure!(
            came,
            "the timer of CPU {cpu} did not come {missing} times of {PERIODS}"
        );
        let least = PERIODS * period;
        ensure!(
            took + least / TOLERANCE >= least,
            "the timer of CPU {cpu} came {PERIODS} times in {took} ticks, with a period of {period}"
        );
        // What was pending comes.
        self.pass(period);
        self.stays_away(self.count(), period, "is stopped")
    }

    /// Nothing comes any more, for twice the time that the timer was set to.
    fn stays_away(&self, count: u64, span: u64, why: &str) -> Verdict {
        self.pass(2 * span);
        let (cpu, more) = (self.cpu, self.count() - count);
        ensure!(
            more == 0,
            "the timer of CPU {cpu} {why}, and came {more} times more"
        );
        Ok(())
    }

    fn count(&self) -> u64 {
        // Relaxed: the handler interrupts this CPU.
        self.expiry.count.load(Relaxed)
    }

    fn ticks(&self, microseconds: u64) -> u64 {
        microseconds * self.machine.ticks_per_second() / 1_000_000
    }

    fn pass(&self, ticks: u64) {
        let begin = self.machine.ticks();
        while self.machine.ticks().saturating_sub(begin) < ticks {
            spin_loop();
        }
    }

    /// Polls for at most a second; returns whether the condition came to hold.
    fn wait_until(&self, condition: impl Fn() -> bool) -> bool {
        let begin = self.machine.ticks();
        loop {
            // The clock first: a CPU that was not running for a while looks once more.
            let over = self.machine.ticks().saturating_sub(begin) > self.ticks(1_000_000);
            if condition() || over {
                return condition();
            }
            spin_loop();
        }
    }
}

#[cfg(test)]
mod tests;
