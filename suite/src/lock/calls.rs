//! The calls of a lock, noted.

use crate::module::{Call, Calls};
use latchwork_atomic::model;
use latchwork_lock::author::{LockEvent, Order};

impl Calls<LockEvent> {
    /// Notes a call of `lock` that returns what `lock` does. The arrival at a lock
    /// with a queue must come before any waiting.
    pub(crate) fn lock<G>(&self, order: Order, lock: impl FnOnce() -> G) -> G {
        let failed_polls = model::failed_polls();
        let guard = lock();
        self.note_call(Call {
            what: Some("a call of lock"),
            events: vec![LockEvent::Arrive, LockEvent::Acquire],
            doorway: match order {
                Order::Fifo => Some(("a FIFO lock", failed_polls)),
                Order::Bounded(_) => Some(("a lock with a queue", failed_polls)),
                Order::Unfair => None,
            },
        });
        guard
    }

    /// Notes a call of `try_lock` that returns what `try_lock` does.
    pub(crate) fn try_lock<G>(&self, try_lock: impl FnOnce() -> Option<G>) -> Option<G> {
        let guard = try_lock();
        let acquired = guard.is_some();
        self.note_call(Call {
            what: Some(match acquired {
                true => "a try_lock that succeeded",
                false => "a try_lock that failed",
            }),
            events: vec![LockEvent::TryAcquire(acquired)],
            doorway: None,
        });
        guard
    }

    /// Notes a call of `unlock` that is about to be made.
    pub(crate) fn unlock(&self) {
        self.note_call(Call {
            what: Some("a call of unlock"),
            events: vec![LockEvent::Release],
            doorway: None,
        });
    }
}
