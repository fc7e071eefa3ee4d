//! The failure that a panic is raised for.
//!
//! A panic carries a message only. So the failure lies beside it, until whoever
//! learns of the panic takes it.

use super::Failure;
use core::panic::Location;

#[cfg(not(explore))]
thread_local! {
    /// The failure that this thread panics for.
    static RAISED: std::cell::Cell<Option<Failure>> = const { std::cell::Cell::new(None) };
}

/// The failure that was raised first since one was taken, and the line. The
/// explorer's models run on threads of its own, and what they have raised is asked for
/// on another; what the end of the failing execution raises in addition is not the
/// reason for it.
#[cfg(explore)]
static RAISED: std::sync::Mutex<Option<(Failure, String)>> = std::sync::Mutex::new(None);

/// A panic for `failure` is about to be raised at this place.
#[cfg(not(explore))]
pub(super) fn raising(failure: Failure, _at: &Location<'_>) {
    RAISED.set(Some(failure));
}

/// A panic for `failure` is about to be raised at this place.
#[cfg(explore)]
pub(super) fn raising(failure: Failure, at: &Location<'_>) {
    let mut raised = RAISED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    raised.get_or_insert((failure, format!("{}:{}", at.file(), at.line())));
}

/// The failure that this thread panics for, if it panics for one. To be called where
/// it panics, so that it can be no other.
#[cfg(not(explore))]
pub(crate) fn raised(_at: &str) -> Option<Failure> {
    RAISED.take()
}

/// The failure that the panic at this line was raised for, if it was raised for one.
#[cfg(explore)]
pub(crate) fn raised(at: &str) -> Option<Failure> {
    let mut raised = RAISED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let (failure, line) = raised.take()?;
    (line == at).then_some(failure)
}
