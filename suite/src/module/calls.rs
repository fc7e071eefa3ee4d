//! What callers did and were told, beside what the log says.

use crate::{Failure, Property, Sight};
use core::fmt::Debug;
use latchwork_atomic::model;
use latchwork_layer::Entry;
use std::sync::{Mutex as HostMutex, PoisonError};

/// The calls of each CPU in order, as the events that each takes to have happened.
/// Ghost state, like the log.
///
/// What plays another CPU for a while ([`model::as_cpu`]) notes its calls as that CPU's.
#[derive(Debug)]
pub struct Calls<E>(HostMutex<Vec<Vec<Call<E>>>>);

/// The kind of failure that a log is which is not that of the calls.
const CALLS_DIFFER: &str = "calls and log differ";

/// A call, with what it returned.
#[derive(Clone, Debug)]
pub(crate) struct Call<E> {
    /// What was called, in words; or nothing but what the caller was told is known.
    pub(crate) what: Option<&'static str>,
    /// The events that it appends.
    pub(crate) events: Vec<E>,
    /// If its first event must come before any waiting: where it arrives, and the
    /// polls that had failed on its CPU before the call.
    pub(crate) doorway: Option<(&'static str, usize)>,
}

impl<E: Clone + PartialEq + Debug> Calls<E> {
    /// No calls yet, of `cpus` callers.
    pub(crate) fn new(cpus: usize) -> Self {
        Self(HostMutex::new((0..cpus).map(|_| Vec::new()).collect()))
    }

    /// The current CPU has called an operation, and was told that `event` has happened.
    pub fn note(&self, event: E) {
        self.note_call(Call {
            what: None,
            events: vec![event],
            doorway: None,
        });
    }

    /// The current CPU has made this call.
    pub(crate) fn note_call(&self, call: Call<E>) {
        let cpu = model::current_cpu();
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while calls.len() <= cpu {
            calls.push(Vec::new());
        }
        calls[cpu].push(call);
    }

    /// The events in `log` of each caller, and of each CPU that has noted a call, are those of
    /// its calls. What an environment's CPUs do is not noted.
    ///
    /// # Errors
    ///
    /// The first event that is not, or that came after some waiting and may not.
    pub(crate) fn agree(&self, log: &[Entry<E>]) -> Result<(), Failure> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (cpu, calls) in calls.iter().enumerate() {
            let mut events = log.iter().enumerate().filter(|(_, entry)| entry.cpu == cpu);
            for call in calls.iter() {
                for (nth, expected) in call.events.iter().enumerate() {
                    let next = events.next();
                    let (index, entry) = next.ok_or_else(|| call.is_not_logged(cpu, expected))?;
                    call.is_logged(expected, entry)
                        .and_then(|()| call.has_not_waited(nth, entry))
                        .map_err(|failure| failure.marking([index]))?;
                }
            }
            if let Some((index, entry)) = events.next() {
                let event = &entry.event;
                let reason = format!("CPU {cpu}: {event:?} is logged, but nothing was called");
                let failure = Failure::new(Property::Refinement, CALLS_DIFFER, reason);
                return Err(failure.marking([index]));
            }
        }
        Ok(())
    }
}

impl<E: PartialEq + Debug> Call<E> {
    fn is_logged(&self, expected: &E, entry: &Entry<E>) -> Result<(), Failure> {
        let (cpu, logged) = (entry.cpu, &entry.event);
        if logged == expected {
            return Ok(());
        }
        Err(self.differs(match self.what {
            Some(what) => {
                format!("CPU {cpu}: {what} is logged as {logged:?}; it should be {expected:?}")
            }
            None => format!("CPU {cpu} was told {expected:?}; the log says {logged:?}"),
        }))
    }

    fn is_not_logged(&self, cpu: usize, expected: &E) -> Failure {
        let Some(what) = self.what else {
            let reason = format!("CPU {cpu} was told {expected:?}; the log does not say so");
            return self.differs(reason);
        };
        let reason = format!("CPU {cpu}: {what} is not logged; it should be {expected:?}");
        let mut failure = self.differs(reason);
        failure.sights.push(Sight {
            cpu,
            event: what.to_owned(),
            at: String::new(),
            note: format!("not logged: {expected:?}"),
            earlier: false,
        });
        failure
    }

    /// The log and the call part.
    fn differs(&self, reason: String) -> Failure {
        let kind = match self.what {
            Some(_) => CALLS_DIFFER,
            None => "callers and log differ",
        };
        Failure::new(Property::Refinement, kind, reason)
    }

    /// The `nth` event is not the one at the doorway, or has come before any waiting.
    fn has_not_waited(&self, nth: usize, entry: &Entry<E>) -> Result<(), Failure> {
        match self.doorway {
            Some((at, failed_polls)) if nth == 0 && entry.failed_polls != failed_polls => {
                let reason = format!("CPU {} waited before it arrived at {at}", entry.cpu);
                let kind = "waits before the doorway";
                Err(Failure::new(Property::Refinement, kind, reason))
            }
            _ => Ok(()),
        }
    }
}
