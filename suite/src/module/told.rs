//! What callers were told, beside what the log says.

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

    /// Whether each CPU's events in `log` are those that it was told.
    pub(super) fn is_logged(&self, log: &[Entry<E>]) -> Result<(), String> {
        for cpu in 0..self.0.len() {
            let told = self.of(cpu, |events| events.clone());
            let mut logged = log.iter().filter(|entry| entry.cpu == cpu);
            for event in &told {
                match logged.next() {
                    Some(entry) if entry.event == *event => {}
                    Some(entry) => {
                        return Err(format!(
                            "CPU {cpu} was told {event:?}, and {:?} was logged at {}",
                            entry.event, entry.at
                        ));
                    }
                    None => return Err(format!("CPU {cpu} was told {event:?}, unlogged")),
                }
            }
            if let Some(entry) = logged.next() {
                return Err(format!(
                    "CPU {cpu}: {:?} was logged at {}, and nobody was told",
                    entry.event, entry.at
                ));
            }
        }
        Ok(())
    }

    fn of<U>(&self, cpu: usize, look: impl FnOnce(&mut Vec<E>) -> U) -> U {
        look(&mut self.0[cpu].lock().unwrap_or_else(PoisonError::into_inner))
    }
}
