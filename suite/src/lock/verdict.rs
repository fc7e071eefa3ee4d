//! What is wrong with a log of a lock.

use crate::{Failure, Property};
use latchwork_layer::{Entry, Spec, replay};
use latchwork_lock::{Bypass, LockEvent, LockSpec, LockState, Order, largest_bypass};

/// The state that the log leads to. An acquisition while somebody holds the lock
/// has a name of its own.
///
/// # Panics
///
/// If it is no log of a lock with this order of service.
pub(crate) fn refined(order: Order, log: &[Entry<LockEvent>]) -> LockState {
    replay(&LockSpec { order }, log).unwrap_or_else(|violation| {
        let Entry { cpu, event, .. } = violation.entry;
        let acquires = matches!(event, LockEvent::Acquire | LockEvent::TryAcquire(true));
        let (property, kind) = if !acquires {
            (Property::Refinement, "not as specified")
        } else if violation.before.holder.is_some() {
            (Property::Exclusion, "overlap")
        } else {
            (Property::Refinement, "served out of turn")
        };
        let reason = format!("{event:?} of CPU {cpu}: {}", violation.reason);
        let failure = Failure::new(property, kind, reason).marking([violation.index]);
        // Whether a try may fail depends on all that its CPU has seen.
        match event {
            LockEvent::TryAcquire(false) => failure.of_the_whole_log().raise(),
            _ => failure.raise(),
        }
    })
}

/// Everybody has left: nobody holds the lock, or waits for it.
///
/// # Panics
///
/// If `state` says otherwise.
pub(crate) fn left(order: Order, state: &LockState) {
    if state.holder.is_some() || !state.waiting.is_empty() {
        let state = LockSpec { order }.show(state);
        let reason = format!("everybody has left, and the log ends with: {state}");
        Failure::new(Property::Refinement, "left in use", reason).raise();
    }
}

/// The largest bypass, which is at most `bound`.
///
/// # Panics
///
/// If it is more.
pub(crate) fn passed(log: &[Entry<LockEvent>], bound: Option<usize>) -> Bypass {
    let bypass = largest_bypass(log);
    if let Some(bound) = bound
        && bypass.count > bound
    {
        let reason = format!(
            "{} acquisitions passed CPU {} while it waited; the bound is {bound}",
            bypass.count, bypass.victim
        );
        Failure::new(Property::Bypass, "passed over too often", reason)
            .marking(bypass.events(log))
            .raise();
    }
    bypass
}
