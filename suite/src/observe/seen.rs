//! Whether something ever happens.

use super::Observer;
use crate::Failure;
use core::fmt::{self, Debug, Formatter};
use latchwork_layer::Entry;

/// Whether some execution has an event of a kind that the check is about.
pub struct Seen<E> {
    never: &'static str,
    is_one: fn(&Entry<E>) -> bool,
    seen: bool,
}

impl<E> Seen<E> {
    /// Looks for an event of which `is_one` holds; `never` says that there was none.
    pub fn new(never: &'static str, is_one: fn(&Entry<E>) -> bool) -> Self {
        Self {
            never,
            is_one,
            seen: false,
        }
    }

    /// Looks for a CPU that waited: a poll of a wait must have failed.
    pub fn waiting() -> Self {
        Self::new("nobody ever waited", |entry| entry.failed_polls > 0)
    }
}

impl<E> Observer<E> for Seen<E> {
    fn ended(&mut self, log: &[Entry<E>]) -> Result<(), Failure> {
        self.seen |= log.iter().any(self.is_one);
        Ok(())
    }

    fn missing(&self) -> Option<&'static str> {
        (!self.seen).then_some(self.never)
    }
}

impl<E> Debug for Seen<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen")
            .field("never", &self.never)
            .field("seen", &self.seen)
            .finish_non_exhaustive()
    }
}
