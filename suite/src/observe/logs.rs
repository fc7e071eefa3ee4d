//! The logs that executions end with.

use super::Observer;
use crate::Failure;
use core::fmt::Debug;
use latchwork_layer::Entry;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as HostMutex, PoisonError};

/// A log without its source lines. The specification's final state follows from it.
pub(crate) type Ending<E> = Vec<(usize, E)>;

/// Distinct endings, each with the log of the first execution that ended so.
pub(crate) type Endings<E> = BTreeMap<Ending<E>, Vec<Entry<E>>>;

/// The distinct logs of all executions. CPUs that come into each other's way lead to
/// more than one, and to none without an event.
#[derive(Debug)]
pub struct Logs<E>(Arc<HostMutex<Endings<E>>>);

impl<E: Ord + Clone> Logs<E> {
    /// The endings so far.
    #[cfg(any(loom, explore))]
    pub(crate) fn endings(&self) -> Endings<E> {
        self.with(|endings| endings.clone())
    }

    fn with<U>(&self, look: impl FnOnce(&mut Endings<E>) -> U) -> U {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<E: Ord + Clone + Send> Observer<E> for Logs<E> {
    fn ended(&mut self, log: &[Entry<E>]) -> Result<(), Failure> {
        let ending = log.iter().map(|it| (it.cpu, it.event.clone())).collect();
        self.with(|endings| {
            endings.entry(ending).or_insert_with(|| log.to_vec());
        });
        Ok(())
    }

    fn missing(&self) -> Option<&'static str> {
        let contended =
            self.with(|endings| endings.len() > 1 && !endings.contains_key(&Vec::new()));
        (!contended).then_some("no CPU came into another's way")
    }

    fn detail(&self) -> Option<String> {
        Some(format!("{} logs", self.with(|endings| endings.len())))
    }
}

impl<E> Clone for Logs<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<E> Default for Logs<E> {
    fn default() -> Self {
        Self(Arc::default())
    }
}
