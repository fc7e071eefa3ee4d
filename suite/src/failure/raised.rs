//! The failure that a panic is raised for.

use super::Failure;

#[cfg(not(explore))]
thread_local! {
    /// The failure that this thread is about to panic for.
    static RAISED: std::cell::Cell<Option<Failure>> = const { std::cell::Cell::new(None) };
}

/// The failure that was raised last. The explorer's models run on threads of its own,
/// and what they have raised is asked for on another.
#[cfg(explore)]
static RAISED: std::sync::Mutex<Option<Failure>> = std::sync::Mutex::new(None);

/// A panic for `failure` is about to be raised.
pub(super) fn raising(failure: Failure) {
    #[cfg(not(explore))]
    RAISED.set(Some(failure));
    #[cfg(explore)]
    RAISED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .replace(failure);
}

/// The failure that the panic with this message was raised for, if it was raised for
/// one.
pub(super) fn raised(message: &str) -> Option<Failure> {
    #[cfg(not(explore))]
    let raised = RAISED.take();
    #[cfg(explore)]
    let raised = RAISED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .take();
    raised.filter(|raised| raised.words() == message)
}
