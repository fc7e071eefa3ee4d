//! Threads that use a lock, and what is known of each while they do.

use crate::Run;
use core::fmt::{self, Display, Formatter};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

/// How long a check goes on, if enough has happened by then; on a loaded host
/// it goes on until it has.
pub(super) fn time(run: &Run) -> Duration {
    Duration::from_secs(if run.deep { 10 } else { 1 })
}

/// How long it goes on at most. A twin that must hang may have one thread that goes on
/// for ever, past others that do not: when it ends, nobody is left to acquire.
pub(super) fn longest(run: &Run) -> Duration {
    time(run) + Duration::from_secs(if run.must_hang { 3 } else { 30 })
}

/// What the threads of a stress share with its watchdog.
///
/// Each thread writes to a line of its own, by plain stores: to count must not
/// order what the lock is to order. (So all are Relaxed.)
#[derive(Debug)]
pub(super) struct Stress {
    cpus: Box<[Cpu]>,
    /// Acquisitions of the check before this stress.
    before: u64,
    over: AtomicBool,
    ended: AtomicBool,
}

/// What is known of one thread.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(super) struct Cpu {
    acquisitions: AtomicU64,
    at: AtomicUsize,
}

/// Where a thread is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    Outside,
    Arrive,
    Lock,
    TryLock,
    Inside,
    Unlock,
}

impl At {
    const ALL: [At; 6] = [
        At::Outside,
        At::Arrive,
        At::Lock,
        At::TryLock,
        At::Inside,
        At::Unlock,
    ];
}

impl Display for At {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            At::Outside => "outside",
            At::Arrive => "in arrive",
            At::Lock => "waiting in lock",
            At::TryLock => "in try_lock",
            At::Inside => "inside",
            At::Unlock => "in unlock",
        })
    }
}

impl Stress {
    /// Of `cpus` threads, after what `run` has counted.
    pub(super) fn of(cpus: usize, run: &Run) -> Self {
        Self {
            cpus: (0..cpus).map(|_| Cpu::default()).collect(),
            before: run.executions(),
            over: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        }
    }

    /// What is known of `cpu`.
    pub(super) fn cpu(&self, cpu: usize) -> &Cpu {
        &self.cpus[cpu]
    }

    /// What is known of each.
    pub(super) fn places(&self) -> impl Iterator<Item = At> {
        self.cpus.iter().map(|cpu| At::ALL[cpu.at.load(Relaxed)])
    }

    /// Whether there is time for another round.
    pub(super) fn goes_on(&self) -> bool {
        !self.over.load(Relaxed)
    }

    /// There is not.
    pub(super) fn is_over(&self) {
        self.over.store(true, Relaxed);
    }

    /// All threads have ended.
    pub(super) fn end(&self) {
        self.ended.store(true, Relaxed);
    }

    /// Whether all threads have ended.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Relaxed)
    }

    /// Acquisitions so far.
    pub(super) fn acquisitions(&self) -> u64 {
        let counts = self.cpus.iter().map(|cpu| cpu.acquisitions.load(Relaxed));
        counts.sum()
    }

    /// Tells `run` the acquisitions so far, of this stress and of those before.
    pub(super) fn count_in(&self, run: &Run) {
        let count = self.before + self.acquisitions();
        run.executions.fetch_max(count, Relaxed);
    }
}

impl Cpu {
    /// Does `work`, and lets it be known that it does.
    pub(super) fn does<T>(&self, at: At, work: impl FnOnce() -> T) -> T {
        let before = self.at.load(Relaxed);
        self.at.store(at as usize, Relaxed);
        let result = work();
        self.at.store(before, Relaxed);
        result
    }

    /// The thread has acquired.
    pub(super) fn acquired(&self) {
        let count = self.acquisitions.load(Relaxed);
        self.acquisitions.store(count + 1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_where_its_number_says() {
        for at in At::ALL {
            let cpu = Cpu::default();
            cpu.does(at, || assert_eq!(At::ALL[cpu.at.load(Relaxed)], at));
            assert_eq!(At::ALL[cpu.at.load(Relaxed)], At::Outside);
        }
    }
}
