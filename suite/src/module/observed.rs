//! What the executions of a check have in common: who looks at them.

use super::{Event, Module};
use crate::current::Current;
use crate::observe::Observer;
use crate::{Failure, Property, Run};
use latchwork_layer::{Entry, Log};
use std::sync::{Arc, Mutex as HostMutex, PoisonError};

/// Executions that are looked at, of any module with the events `E`.
pub(crate) struct Observed<E>(Arc<HostMutex<Gathered<E>>>);

struct Gathered<E> {
    observers: Vec<Box<dyn Observer<E>>>,
    current: Current<dyn Logged<E>>,
    /// The log of the last execution that has ended.
    last: Vec<Entry<E>>,
}

/// A module, as far as those see it who look at its log.
pub(super) trait Logged<E>: Send + Sync {
    /// What has happened to it.
    fn log(&self) -> &Log<E>;
}

impl<M: Module> Logged<Event<M>> for M {
    fn log(&self) -> &Log<Event<M>> {
        Module::log(self)
    }
}

impl<E: Clone + 'static> Observed<E> {
    /// By these observers.
    pub(crate) fn by(observers: Vec<Box<dyn Observer<E>>>) -> Self {
        Self(Arc::new(HostMutex::new(Gathered {
            observers,
            current: Current::default(),
            last: Vec::new(),
        })))
    }

    fn with<U>(&self, look: impl FnOnce(&mut Gathered<E>) -> U) -> U {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An execution begins, with this module.
    pub(super) fn begin(&self, module: Arc<dyn Logged<E>>) {
        self.with(|gathered| {
            gathered.current.is(module);
            gathered.last.clear();
        });
    }

    /// An execution has ended, with this log.
    ///
    /// # Errors
    ///
    /// If it violates what an observer looks after.
    pub(super) fn end(&self, log: Vec<Entry<E>>) -> Result<(), Failure> {
        self.with(|gathered| {
            let mut observers = gathered.observers.iter_mut();
            let looked = observers.try_for_each(|observer| observer.ended(&log));
            gathered.last = log;
            looked
        })
    }

    /// Looks at the log of the current execution's module, or of the last one if it
    /// has ended: empty before there is one.
    pub(crate) fn watch<U>(&self, look: impl FnOnce(&[Entry<E>]) -> U) -> U {
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

impl<E> Clone for Observed<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
