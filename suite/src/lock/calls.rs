//! What the callers of a lock saw, beside what its log says.

use core::fmt::{self, Display, Formatter};
use latchwork_atomic::model;
use latchwork_layer::Entry;
use latchwork_layer::lock::{LockEvent, Order};
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

/// Where a log and the calls part.
#[derive(Debug)]
pub(crate) struct Mismatch(String);

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

    /// Whether each CPU's events are those of its calls, with the same results;
    /// and, in a FIFO lock, whether every arrival came before any waiting.
    pub(crate) fn are_logged(
        &self,
        order: Order,
        log: &[Entry<LockEvent>],
    ) -> Result<(), Mismatch> {
        for (cpu, calls) in self.0.iter().enumerate() {
            let mut events = log.iter().filter(|entry| entry.cpu == cpu);
            for &call in calls.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                for &expected in call.events() {
                    let entry = events.next();
                    if entry.map(|entry| entry.event) != Some(expected) {
                        let logged = entry.map_or("is not logged".to_owned(), |entry| {
                            format!("is logged as {:?}, at {}", entry.event, entry.at)
                        });
                        return Err(Mismatch(format!(
                            "CPU {cpu}: {call} {logged}; it should be {expected:?}"
                        )));
                    }
                    if let (
                        Order::Fifo,
                        Call::Lock { failed_polls },
                        LockEvent::Arrive,
                        Some(entry),
                    ) = (order, call, expected, entry)
                        && entry.failed_polls != failed_polls
                    {
                        return Err(Mismatch(format!(
                            "CPU {cpu} waited before the doorway of a FIFO lock, at {}",
                            entry.at
                        )));
                    }
                }
            }
            if let Some(entry) = events.next() {
                return Err(Mismatch(format!(
                    "CPU {cpu}: {:?} is logged at {}, but nothing was called",
                    entry.event, entry.at
                )));
            }
        }
        Ok(())
    }
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

impl Display for Mismatch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
