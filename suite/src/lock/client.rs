//! The programs that locks are checked with.

use super::judge::Judge;
use core::fmt::{self, Display, Formatter};
use latchwork_atomic::{Initial, initial, model};
use latchwork_lock::{Mutex, RawLock};
use std::sync::Arc;

/// How a CPU acquires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// By `lock`.
    Lock,
    /// By `try_lock`, and where that fails by `lock`.
    TryLock,
}

/// The most CPUs that a client has.
const MAX_CPUS: usize = 8;

/// Some CPUs, each of which acquires a lock some times around an increment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// How many CPUs.
    pub cpus: usize,
    /// Acquisitions of each.
    rounds: [usize; MAX_CPUS],
    /// How they acquire.
    pub operation: Operation,
    /// Steps that a holder takes inside, under shuttle: the switch points there.
    pub inside: usize,
}

impl Client {
    /// `cpus` CPUs (8 at most) that call `lock` `rounds` times each.
    pub const fn lock(cpus: usize, rounds: usize) -> Self {
        Self {
            cpus,
            rounds: [rounds; MAX_CPUS],
            operation: Operation::Lock,
            inside: 1,
        }
    }

    /// `cpus` CPUs (8 at most) that call `try_lock`, and `lock` where it fails,
    /// `rounds` times each.
    pub const fn try_lock(cpus: usize, rounds: usize) -> Self {
        Self {
            operation: Operation::TryLock,
            ..Self::lock(cpus, rounds)
        }
    }

    /// This client, but for `steps` steps inside, one at least.
    pub const fn holding(self, steps: usize) -> Self {
        assert!(steps > 0, "an overlap must have the chance to show");
        Self {
            inside: steps,
            ..self
        }
    }

    /// This client, but CPU 0 acquires `rounds` times.
    pub const fn with_first(mut self, rounds: usize) -> Self {
        self.rounds[0] = rounds;
        self
    }

    /// How often each CPU acquires.
    fn rounds(&self) -> &[usize] {
        &self.rounds[..self.cpus]
    }

    /// How often the lock is acquired.
    pub(crate) fn acquisitions(&self) -> usize {
        self.rounds().iter().sum()
    }

    /// The first of the CPUs at the end that run the same program.
    #[cfg(loom)]
    pub(crate) fn alike_from(&self) -> usize {
        let last = self.rounds[self.cpus - 1];
        let different = self.rounds().iter().rposition(|&rounds| rounds != last);
        different.map_or(0, |cpu| cpu + 1)
    }

    /// Runs the program on a lock of its own, on the CPUs of a model, and has
    /// `judge` look at each step and at the log in the end.
    pub(crate) fn run<R>(self, judge: Judge)
    where
        R: RawLock + Initial + Send + Sync + 'static,
    {
        let mutex = Arc::new(Mutex::<usize, R>::from_raw(initial!(R), 0));
        judge.begin(&mutex);
        let judge = Arc::new(judge);
        let (in_the_end, last_word) = (Arc::clone(&mutex), Arc::clone(&judge));
        model::run(
            self.cpus,
            move |cpu| {
                for _ in 0..self.rounds[cpu] {
                    self.acquire_once(&mutex, &judge);
                }
            },
            move || last_word.end(self, in_the_end.raw()),
        );
    }

    fn acquire_once<R: RawLock>(self, mutex: &Mutex<usize, R>, judge: &Judge) {
        let calls = judge.calls();
        let lock = || calls.lock(|| mutex.lock());
        let mut guard = match self.operation {
            Operation::Lock => lock(),
            Operation::TryLock => calls.try_lock(|| mutex.try_lock()).unwrap_or_else(lock),
        };
        let inside = judge.enter(mutex.raw());
        let count = *guard;
        // Shuttle sees no races, so it gets the chance to let another CPU in
        // between load and store. To the others these are one step: they find a
        // race by what happens before what.
        if cfg!(shuttle) {
            (0..self.inside).for_each(|_| model::yield_now());
        }
        *guard = count + 1;
        // Before the release: others may come in while the lock still has
        // something to do after it.
        inside.leave(count + 1);
        calls.unlock();
        drop(guard);
    }
}

impl Display for Client {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let rounds = self.rounds();
        if rounds.iter().all(|each| *each == rounds[0]) {
            return write!(f, "{}x{}", self.cpus, rounds[0]);
        }
        let each: Vec<String> = rounds.iter().map(usize::to_string).collect();
        f.write_str(&each.join("+"))
    }
}
