//! What the callers of a lock saw, beside what its log says.

use crate::{Failure, Property, Sight};
use core::fmt::{self, Display, Formatter};
use latchwork_atomic::model;
use latchwork_layer::Entry;
use latchwork_lock::{LockEvent, Order};
use std::sync::{Mutex as HostMutex, PoisonError};

/// A call that has returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// `lock`, by a CPU of which so many polls had failed before the call.
    Lock { failed_polls: usize },
    /// `try_lock`, with what it returned.
    TryLock { acquired: bool },
    /// `unlock`.
    Unlock,
}

/// The calls of each CPU, in order. Ghost state, like the log.
#[derive(Debug)]
pub(crate) struct Calls(Vec<HostMutex<Vec<Call>>>);

impl Calls {
    /// No calls yet, of `cpus` CPUs.
    pub(crate) fn new(cpus: usize) -> Self {
        Self((0..cpus).map(|_| HostMutex::default()).collect())
    }

    /// Notes a call of `lock` that returns what `lock` does.
    pub(crate) fn lock<G>(&self, lock: impl FnOnce() -> G) -> G {
        let failed_polls = model::failed_polls();
        let guard = lock();
        self.note(Call::Lock { failed_polls });
        guard
    }

    /// Notes a call of `try_lock` that returns what `try_lock` does.
    pub(crate) fn try_lock<G>(&self, try_lock: impl FnOnce() -> Option<G>) -> Option<G> {
        let guard = try_lock();
        self.note(Call::TryLock {
            acquired: guard.is_some(),
        });
        guard
    }

    /// Notes a call of `unlock` that is about to be made.
    pub(crate) fn unlock(&self) {
        self.note(Call::Unlock);
    }

    fn note(&self, call: Call) {
        let calls = &self.0[model::current_cpu()];
        calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(call);
    }

    /// Where a CPU's events are not those of its calls, with the same results; or
    /// where, in a FIFO lock, an arrival came after some waiting.
    pub(crate) fn mismatch(&self, order: Order, log: &[Entry<LockEvent>]) -> Option<Failure> {
        for (cpu, calls) in self.0.iter().enumerate() {
            let mut events = log.iter().enumerate().filter(|(_, entry)| entry.cpu == cpu);
            for &call in calls.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                for &expected in call.events() {
                    let Some((index, entry)) = events.next() else {
                        return Some(not_logged(cpu, call, expected));
                    };
                    if entry.event != expected {
                        let logged = entry.event;
                        let reason = format!(
                            "CPU {cpu}: {call} is logged as {logged:?}; it should be {expected:?}"
                        );
                        return Some(differs(reason).marking([index]));
                    }
                    if let (Order::Fifo, Call::Lock { failed_polls }, LockEvent::Arrive) =
                        (order, call, expected)
                        && entry.failed_polls != failed_polls
                    {
                        let reason = format!("CPU {cpu} waited before it arrived at a FIFO lock");
                        return Some(
                            Failure::new(Property::Refinement, "waits before the doorway", reason)
                                .marking([index]),
                        );
                    }
                }
            }
            if let Some((index, entry)) = events.next() {
                let event = entry.event;
                let reason = format!("CPU {cpu}: {event:?} is logged, but nothing was called");
                return Some(differs(reason).marking([index]));
            }
        }
        None
    }
}

/// The log and the calls part.
fn differs(reason: String) -> Failure {
    Failure::new(Property::Refinement, "calls and log differ", reason)
}

fn not_logged(cpu: usize, call: Call, expected: LockEvent) -> Failure {
    let mut failure = differs(format!(
        "CPU {cpu}: {call} is not logged; it should be {expected:?}"
    ));
    failure.sights.push(Sight {
        cpu,
        event: call.to_string(),
        at: String::new(),
        note: format!("not logged: {expected:?}"),
        earlier: false,
    });
    failure
}

impl Call {
    /// The events that a call appends.
    fn events(self) -> &'static [LockEvent] {
        match self {
            Call::Lock { .. } => &[LockEvent::Arrive, LockEvent::Acquire],
            Call::TryLock { acquired: true } => &[LockEvent::TryAcquire(true)],
            Call::TryLock { acquired: false } => &[LockEvent::TryAcquire(false)],
            Call::Unlock => &[LockEvent::Release],
        }
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Call::Lock { .. } => write!(f, "a call of lock"),
            Call::TryLock { acquired: true } => write!(f, "a try_lock that succeeded"),
            Call::TryLock { acquired: false } => write!(f, "a try_lock that failed"),
            Call::Unlock => write!(f, "a call of unlock"),
        }
    }
}
