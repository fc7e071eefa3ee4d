//! What the executions of a check have in common: who looks at them.

use super::{Event, Module};
use crate::current::Current;
use crate::observe::Observer;
use crate::{Failure, Property, Run};
use latchwork_layer::Entry;
use std::sync::{Arc, Mutex as HostMutex, PoisonError};

/// A module whose executions are looked at.
pub(crate) struct Observed<M: Module>(Arc<HostMutex<Gathered<M>>>);

struct Gathered<M: Module> {
    observers: Vec<Box<dyn Observer<Event<M>>>>,
    current: Current<M>,
    /// The log of the last execution that has ended.
    last: Vec<Entry<Event<M>>>,
}

impl<M: Module> Observed<M> {
    /// By these observers.
    pub(crate) fn by(observers: Vec<Box<dyn Observer<Event<M>>>>) -> Self {
        Self(Arc::new(HostMutex::new(Gathered {
            observers,
            current: Current::default(),
            last: Vec::new(),
        })))
    }

    fn with<U>(&self, look: impl FnOnce(&mut Gathered<M>) -> U) -> U {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An execution begins, with this module.
    pub(super) fn begin(&self, module: &Arc<M>) {
        self.with(|gathered| {
            gathered.current.is(Arc::clone(module));
            gathered.last.clear();
        });
    }

    /// An execution has ended, with this log.
    ///
    /// # Errors
    ///
    /// If it violates what an observer looks after.
    pub(super) fn end(&self, log: Vec<Entry<Event<M>>>) -> Result<(), Failure> {
        self.with(|gathered| {
            let mut observers = gathered.observers.iter_mut();
            let looked = observers.try_for_each(|observer| observer.ended(&log));
            gathered.last = log;
            looked
        })
    }

    /// Looks at the log of the current execution's module, or of the last one if it
    /// has ended: empty before there is one.
    pub(crate) fn watch<U>(&self, look: impl FnOnce(&[Entry<Event<M>>]) -> U) -> U {
        match self.with(|gathered| gathered.current.get()) {
            Some(module) => module.log().with(look),
            None => look(&self.with(|gathered| gathered.last.clone())),
        }
    }

    /// All executions have been looked at; what there is to say about them.
    ///
    /// # Errors
    ///
    /// If none of them has shown what the check is about: but a part of them, or a
    /// replay, need not.
    pub(crate) fn concluded(&self, run: &Run) -> Result<Vec<String>, Failure> {
        let (missing, details) = self.with(|Gathered { observers, .. }| {
            let missing: Vec<_> = observers.iter().filter_map(|it| it.missing()).collect();
            let details: Vec<_> = observers.iter().filter_map(|it| it.detail()).collect();
            (missing, details)
        });
        if run.shard.is_some() {
            run.lacks(missing);
        } else if let (Some(missing), false) = (missing.first(), run.is_replay()) {
            return Err(Failure::of(
                Property::Contention,
                format!("{missing} in any execution, so this check shows nothing"),
            ));
        }
        Ok(details)
    }
}

impl<M: Module> Clone for Observed<M> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
