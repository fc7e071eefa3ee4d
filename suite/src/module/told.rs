//! What callers were told, beside what the log says.

use crate::{Failure, Property};
use latchwork_atomic::model;
use latchwork_layer::Entry;
use std::sync::{Mutex as HostMutex, PoisonError};

/// What each CPU was told, as the events that it takes to have happened. Ghost
/// state, like the log.
#[derive(Debug)]
pub struct Told<E>(Vec<HostMutex<Vec<E>>>);

impl<E: Clone + PartialEq + core::fmt::Debug> Told<E> {
    /// Nothing yet, of `cpus` CPUs.
    pub(super) fn new(cpus: usize) -> Self {
        Self((0..cpus).map(|_| HostMutex::default()).collect())
    }

    /// The current CPU has been told that `event` has happened.
    pub fn note(&self, event: E) {
        self.of(model::current_cpu(), |events| events.push(event));
    }

    /// Where a CPU's events in `log` are not those that it was told.
    pub(super) fn mismatch(&self, log: &[Entry<E>]) -> Option<Failure> {
        for cpu in 0..self.0.len() {
            let told = self.of(cpu, |events| events.clone());
            let mut logged = log.iter().enumerate().filter(|(_, entry)| entry.cpu == cpu);
            for event in &told {
                match logged.next() {
                    Some((_, entry)) if entry.event == *event => {}
                    Some((index, entry)) => {
                        let logged = &entry.event;
                        let reason =
                            format!("CPU {cpu} was told {event:?}; the log says {logged:?}");
                        return Some(differs(reason).marking([index]));
                    }
                    None => {
                        let reason =
                            format!("CPU {cpu} was told {event:?}; the log does not say so");
                        return Some(differs(reason));
                    }
                }
            }
            if let Some((index, entry)) = logged.next() {
                let event = &entry.event;
                let reason = format!("the log says {event:?} of CPU {cpu}, which was not told");
                return Some(differs(reason).marking([index]));
            }
        }
        None
    }

    fn of<U>(&self, cpu: usize, look: impl FnOnce(&mut Vec<E>) -> U) -> U {
        look(&mut self.0[cpu].lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The log and what was told part.
fn differs(reason: String) -> Failure {
    Failure::new(Property::Refinement, "callers and log differ", reason)
}
