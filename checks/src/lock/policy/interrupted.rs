//! CPUs whose handlers take the locks that they take themselves.

use super::cpu::{CPUS, Physical};
use crate::lock::timed::TICKS;
use crate::table::Subject;
use latchwork_atomic::{Initial, initial};
#[cfg(not(loom))]
use latchwork_atomic::{model, model::interrupt::Interrupt};
use latchwork_layer::Log;
#[cfg(not(loom))]
use latchwork_layer::Refinement;
#[cfg(not(loom))]
use latchwork_lock::author::{HARDWARE, LOCK};
use latchwork_lock::author::{LockEvent, LockSpec};
use latchwork_lock::{Mutex, MutexGuard, Policy, RawLock, TimedLock};
#[cfg(not(loom))]
use latchwork_suite::module::Program;
use latchwork_suite::module::{Calls, Module};

/// What takes part in a model.
pub(super) trait Part: Initial + Send + Sync + 'static {}
impl<T: Initial + Send + Sync + 'static> Part for T {}

/// Each CPU locks, and so does its handler.
pub(super) fn locks<R: RawLock + Part, P: Policy + Part>(
    name: &'static str,
    rounds: usize,
) -> Subject {
    subject::<R, P>(name, "handler-locks", rounds, |shared, cpu, _, calls| {
        shared.raise(cpu, calls, Shared::lock_first);
        shared.lock_first(calls);
    })
}

/// Each CPU locks, and its handler tries to.
pub(super) fn tries<R: RawLock + Part, P: Policy + Part>(
    name: &'static str,
    rounds: usize,
) -> Subject {
    subject::<R, P>(name, "handler-tries", rounds, |shared, cpu, _, calls| {
        shared.raise(cpu, calls, |shared, calls| {
            let guard = shared.first.try_lock();
            calls.note(LockEvent::TryAcquire(guard.is_some()));
            if let Some(guard) = guard {
                count(guard, calls);
            }
        });
        shared.lock_first(calls);
    })
}

/// Each CPU waits for a while, and its handler locks: its interrupts are on when it has given
/// up.
pub(super) fn hurries<R: TimedLock + Part, P: Policy + Part>(
    name: &'static str,
    rounds: usize,
) -> Subject {
    subject::<R, P>(name, "waits-briefly", rounds, |shared, cpu, _, calls| {
        shared.raise(cpu, calls, Shared::lock_first);
        let guard = shared.first.try_lock_for(TICKS);
        calls.note(LockEvent::TryAcquire(guard.is_some()));
        match guard {
            Some(guard) => count(guard, calls),
            None => assert!(
                Physical::interrupts_are_on(),
                "CPU {cpu} has given up, and its interrupts are off"
            ),
        }
    })
}

/// Each CPU has two guards, and drops the first before the second, which its handler waits
/// for.
pub(super) fn drops<R: RawLock + Part, P: Policy + Part>(
    name: &'static str,
    rounds: usize,
) -> Subject {
    subject::<R, P>(name, "out-of-order", rounds, |shared, cpu, _, calls| {
        shared.raise(cpu, calls, |shared, _| *shared.second.lock() += 1);
        let first = shared.first.lock();
        calls.note(LockEvent::Arrive);
        calls.note(LockEvent::Acquire);
        let mut second = shared.second.lock();
        count(first, calls);
        *second += 1;
    })
}

/// Counts, and releases.
fn count<R: RawLock, P: Policy>(mut guard: MutexGuard<'_, usize, R, P>, calls: &Calls<LockEvent>) {
    *guard += 1;
    calls.note(LockEvent::Release);
}

/// The program `name` over a lock.
#[cfg(not(loom))]
fn subject<R: RawLock + Part, P: Policy + Part>(
    lock: &'static str,
    name: &'static str,
    operations: usize,
    operation: Operation<R, P>,
) -> Subject {
    let program = Program {
        name,
        cpus: CPUS,
        operations,
        operation,
    };
    crate::module::program(claim, lock, program)
}

/// The program `name` over a lock, which loom can do nothing with.
#[cfg(loom)]
fn subject<R: RawLock + Part, P: Policy + Part>(
    lock: &'static str,
    name: &'static str,
    operations: usize,
    _operation: Operation<R, P>,
) -> Subject {
    let name = format!("{lock}, {name} {CPUS}x{operations}");
    Subject::beyond(crate::table::Kind::Program, name)
}

/// The claim that these checks are part of.
#[cfg(not(loom))]
fn claim(lock: &str) -> Refinement<'_> {
    Refinement::new(&HARDWARE, lock, &LOCK)
}

/// What a CPU does in a round.
type Operation<R, P> = fn(&Shared<R, P>, usize, usize, &Calls<LockEvent>);

/// Two mutexes, which handlers take, too.
pub(super) struct Shared<R, P> {
    first: Mutex<usize, R, P>,
    second: Mutex<usize, R, P>,
}

impl<R: RawLock + Part, P: Policy + Part> Module for Shared<R, P> {
    type Spec = LockSpec;

    const RESTS: bool = true;

    fn new() -> Self {
        Self {
            first: Mutex::from_raw(initial!(R), 0),
            second: Mutex::from_raw(initial!(R), 0),
        }
    }

    fn spec() -> LockSpec {
        LockSpec { order: R::ORDER }
    }

    /// That of the first mutex; of the second nobody may find that it is held by its own CPU.
    fn log(&self) -> &Log<LockEvent> {
        self.first.log()
    }
}

impl<R: RawLock + Part, P: Policy + Part> Shared<R, P> {
    /// Locks the first mutex.
    fn lock_first(&self, calls: &Calls<LockEvent>) {
        let guard = self.first.lock();
        calls.note(LockEvent::Arrive);
        calls.note(LockEvent::Acquire);
        count(guard, calls);
    }

    /// From here on CPU `cpu` may be interrupted, once, by a handler that plays another CPU.
    #[cfg(not(loom))]
    fn raise(&self, cpu: usize, calls: &Calls<LockEvent>, handler: fn(&Self, &Calls<LockEvent>)) {
        let (shared, calls) = (core::ptr::from_ref(self), core::ptr::from_ref(calls));
        let handle = move || {
            // SAFETY: both are there until every CPU has done its work, and each takes what is
            // raised before it has.
            let shared = unsafe { &*shared };
            // SAFETY: the calls are there until every CPU has done its work.
            let calls = unsafe { &*calls };
            model::as_cpu(cpu + CPUS, || handler(shared, calls));
        };
        Interrupt::new("timer", handle).when_raised().raise();
    }

    #[cfg(loom)]
    fn raise(&self, _cpu: usize, _calls: &Calls<LockEvent>, _: fn(&Self, &Calls<LockEvent>)) {}
}
