//! The programs that locks are checked with.

use super::counter::Counter;
use super::turn;
use crate::Failure;
use crate::module::{Calls, Observed, Work};
use crate::observe::{Bypass, Observer, Seen};
use core::fmt::{self, Display, Formatter};
use latchwork_atomic::{Initial, model};
use latchwork_layer::Entry;
use latchwork_lock::{RawLock, author::LockEvent};

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

/// `check` of the lock as it is made for the CPUs of `client`.
macro_rules! made_for_client {
    ($family:ident, $client:expr, $check:path, $arguments:tt) => {
        $crate::family::made_for!($family, $client.cpus, [1 2 3 4 5 6 7 8], $check, $arguments)
    };
}
pub(super) use made_for_client;

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

    /// The first of the CPUs at the end that run the same program.
    #[cfg(loom)]
    pub(crate) fn alike_from(&self) -> usize {
        let last = self.rounds[self.cpus - 1];
        let different = self.rounds().iter().rposition(|&rounds| rounds != last);
        different.map_or(0, |cpu| cpu + 1)
    }

    /// Has the executions of the program looked at, over any lock: at most
    /// `bypass_bound` acquisitions may pass a waiter.
    pub(crate) fn observed(self, bypass_bound: Option<usize>) -> Observed<LockEvent> {
        self.observed_by(Box::new(Bypass::new(turn, bypass_bound)))
    }

    /// Has the executions of the program looked at by `observer`, and by those that
    /// see to it that the CPUs contend for the lock.
    pub(crate) fn observed_by(self, observer: Box<dyn Observer<LockEvent>>) -> Observed<LockEvent> {
        let tried: [Seen<LockEvent>; 2] = [
            Seen::new("try_lock never succeeded", |entry| {
                entry.event == LockEvent::TryAcquire(true)
            }),
            Seen::new("try_lock never failed", |entry| {
                entry.event == LockEvent::TryAcquire(false)
            }),
        ];
        let mut observers: Vec<Box<dyn Observer<LockEvent>>> = vec![Box::new(Seen::waiting())];
        if self.operation == Operation::TryLock {
            observers.extend(tried.map(|seen| Box::new(seen) as Box<dyn Observer<LockEvent>>));
        }
        observers.push(observer);
        Observed::by(observers)
    }

    fn acquire_once<R>(self, counter: &Counter<R>, calls: &Calls<LockEvent>)
    where
        R: RawLock + Initial + Send + Sync + 'static,
    {
        let mutex = &counter.mutex;
        let lock = || calls.lock(R::ORDER, || mutex.lock());
        let mut guard = match self.operation {
            Operation::Lock => lock(),
            Operation::TryLock => calls.try_lock(|| mutex.try_lock()).unwrap_or_else(lock),
        };
        let inside = counter.enter();
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

impl<R: RawLock + Initial + Send + Sync + 'static> Work<Counter<R>> for Client {
    fn cpus(&self) -> usize {
        self.cpus
    }

    fn run(&self, counter: &Counter<R>, cpu: usize, calls: &Calls<LockEvent>) {
        for _ in 0..self.rounds[cpu] {
            self.acquire_once(counter, calls);
        }
    }

    fn ended(&self, counter: &Counter<R>, _log: &[Entry<LockEvent>]) -> Result<(), Failure> {
        counter.has_counted(self.rounds().iter().sum())
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
