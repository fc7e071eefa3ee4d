//! What is wrong with a log of a lock, and what its events mean to those who wait.

use crate::observe::Turn;
use crate::{Failure, Property};
use latchwork_layer::{Entry, Violation};
use latchwork_lock::author::{LockEvent, LockSpec};

/// The failure that a log is which leaves the specification with `violation`. An
/// acquisition while somebody holds the lock has a name of its own.
pub(crate) fn off_specification(violation: &Violation<LockSpec>) -> Failure {
    let Entry { cpu, event, .. } = violation.entry;
    let (property, kind) = match turn(&event) {
        Turn::Served | Turn::Passes if violation.before.holder.is_some() => {
            (Property::Exclusion, "overlap")
        }
        Turn::Served | Turn::Passes => (Property::Refinement, "served out of turn"),
        _ => (Property::Refinement, "not as specified"),
    };
    let reason = format!("{event:?} of CPU {cpu}: {}", violation.reason);
    let failure = Failure::new(property, kind, reason).marking([violation.index]);
    // Whether a try may fail depends on all that its CPU has seen.
    match event {
        LockEvent::TryAcquire(false) => failure.of_the_whole_log(),
        _ => failure,
    }
}

/// What an event of a lock means to those who wait for it.
pub(crate) fn turn(event: &LockEvent) -> Turn {
    match event {
        LockEvent::Arrive => Turn::Arrives,
        LockEvent::Acquire => Turn::Served,
        LockEvent::TryAcquire(true) => Turn::Passes,
        LockEvent::TryAcquire(false) => Turn::Aside,
        LockEvent::Release => Turn::Leaves,
    }
}
