//! The log in builds for a checker.

use crate::spec::Entry;
use core::panic::Location;
use latchwork_atomic::model;
use std::sync::{Mutex, PoisonError};

/// What has happened to one object, in order.
///
/// The mutex is the host's, not the model's: appending is neither a scheduling
/// point nor a synchronization, so the checked code behaves as if there were no
/// log.
#[derive(Debug, Default)]
pub struct Log<E>(Mutex<Vec<Entry<E>>>);

impl<E: Clone> Log<E> {
    /// An empty log.
    pub const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Appends `event` in the name of the current CPU.
    ///
    /// Called right after the access that is the linearization point, with no
    /// other access to shared memory between the two.
    #[track_caller]
    pub fn append(&self, event: E) {
        // Not on this CPU's own account.
        #[cfg(explore)]
        if model::leaves_a_trace() {
            return;
        }
        let entry = Entry {
            cpu: model::current_cpu(),
            event,
            failed_polls: model::failed_polls(),
            position: model::position(),
            at: Location::caller(),
        };
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(entry);
    }

    /// Looks at what has been appended so far.
    pub fn with<U>(&self, look: impl FnOnce(&[Entry<E>]) -> U) -> U {
        look(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
