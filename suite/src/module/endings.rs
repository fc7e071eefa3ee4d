//! The logs that the executions of a check end with.

use super::program::{Event, Module};
use crate::current::Current;
use crate::{Failure, Property, Run};
use latchwork_layer::Entry;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as HostMutex, PoisonError};

/// A log without its source lines.
pub(super) type Ending<E> = Vec<(usize, E)>;

/// Distinct logs, each with the lines of an execution that ended so.
pub(super) type Logs<E> = BTreeMap<Ending<E>, Vec<Entry<E>>>;

/// Gathered over all executions.
pub(super) struct Endings<M: Module>(Arc<HostMutex<Gathered<M>>>);

struct Gathered<M: Module> {
    distinct: Logs<Event<M>>,
    current: Current<M>,
}

impl<M: Module> Endings<M> {
    pub(super) fn new() -> Self {
        Self(Arc::new(HostMutex::new(Gathered {
            distinct: BTreeMap::new(),
            current: Current::default(),
        })))
    }

    fn with<U>(&self, look: impl FnOnce(&mut Gathered<M>) -> U) -> U {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An execution begins, with this module.
    pub(super) fn begin(&self, module: &Arc<M>) {
        self.with(|gathered| gathered.current.is(Arc::clone(module)));
    }

    /// An execution has ended, with this log.
    pub(super) fn end(&self, log: Vec<Entry<Event<M>>>) {
        let ending = log.iter().map(|it| (it.cpu, it.event.clone())).collect();
        self.with(|gathered| {
            gathered.distinct.entry(ending).or_insert(log);
        });
    }

    /// The distinct logs.
    pub(super) fn distinct(&self) -> Logs<Event<M>> {
        self.with(|gathered| gathered.distinct.clone())
    }

    /// How many there are: the CPUs must have come into each other's way.
    ///
    /// # Errors
    ///
    /// If all executions end with the same log, or one with none.
    pub(super) fn contended(&self) -> Result<usize, Failure> {
        let distinct = self.distinct();
        if distinct.len() < 2 || distinct.contains_key(&Vec::new()) {
            return Err(Failure::of(
                Property::Contention,
                "all executions end with the same log, or one without any event, so this check \
                 shows nothing",
            ));
        }
        Ok(distinct.len())
    }

    /// Has the log of the current execution told should it fail.
    pub(super) fn testify_in(&self, run: &Run) {
        let endings = self.clone();
        run.witnessed_by(M::spec(), move || {
            let current = endings.with(|gathered| gathered.current.get());
            current.map_or_else(Vec::new, |module| module.log().with(<[_]>::to_vec))
        });
    }
}

impl<M: Module> Clone for Endings<M> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
