//! What is looked at in every execution against a context.

use super::drive::{Shared, environment, in_question};
use super::{Context, Surroundings};
use crate::lock::{Calls, Findings, Watched};
use crate::{Failure, Property};
use latchwork_atomic::{Initial, initial, model};
use latchwork_layer::lock::LockEvent;
use latchwork_layer::lock::{LockConduct, LockSpec, largest_bypass};
use latchwork_layer::{Conduct, Entry, Spec, Stuck, replay};
use latchwork_lock::RawLock;
use std::sync::Arc;

/// The CPU whose code is in question.
const IN_QUESTION: usize = 0;

/// Looks at one execution; ghost state only.
pub(super) struct Judge {
    calls: Calls,
}

impl Judge {
    pub(super) fn lock<T>(&self, lock: impl FnOnce() -> T) -> T {
        self.calls.lock(lock)
    }

    pub(super) fn try_lock<T>(&self, try_lock: impl FnOnce() -> Option<T>) -> Option<T> {
        self.calls.try_lock(try_lock)
    }

    pub(super) fn unlock(&self) {
        self.calls.unlock();
    }
}

impl<R: RawLock + Send + Sync> Watched for Shared<R> {
    fn show(&self, look: &mut dyn FnMut(&[Entry<LockEvent>])) {
        self.lock.log().with(look);
    }
}

/// Runs one execution: CPU 0 against `context`.
pub(super) fn run<R>(surroundings: Surroundings, context: &Arc<Context>, findings: &Findings)
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let shared = Arc::new(Shared::new(initial!(R)));
    let weak = Arc::downgrade(&shared);
    findings.begin(weak);
    let judge = Arc::new(Judge {
        calls: Calls::new(1),
    });
    let (context, findings) = (Arc::clone(context), findings.clone());
    let (in_the_end, last_word) = (Arc::clone(&shared), Arc::clone(&judge));
    model::run(
        2,
        move |thread| match thread {
            IN_QUESTION => in_question(&shared, &judge, surroundings.rounds, surroundings.tries),
            _ => environment(&shared, &context),
        },
        move || end(surroundings, &in_the_end.lock, &last_word, &findings),
    );
}

/// The execution has ended: the log must be one of the specification's, and CPU
/// 0 must have kept its guarantee.
fn end<R: RawLock>(surroundings: Surroundings, lock: &R, judge: &Judge, findings: &Findings) {
    let log = lock.log().with(<[_]>::to_vec);
    let spec = LockSpec { order: R::ORDER };
    let state = replay(&spec, &log).unwrap_or_else(|violation| {
        let Entry { cpu, event, .. } = violation.entry;
        let reason = format!("{event:?} of CPU {cpu}: {}", violation.reason);
        Failure::new(Property::Refinement, "not as specified", reason)
            .marking([violation.index])
            .raise()
    });
    let events: Vec<_> = log.iter().map(|entry| (entry.cpu, entry.event)).collect();
    let conduct = LockConduct::new(R::ORDER, events.len());
    if let Err(Stuck(reason)) = conduct.guarantee(IN_QUESTION, &events) {
        Failure::new(Property::Refinement, "broken guarantee", reason).raise();
    }
    if state.holder.is_some() || !state.waiting.is_empty() {
        let state = spec.show(&state);
        let reason = format!("everybody has left, and the log says: {state}");
        Failure::new(Property::Refinement, "not as specified", reason).raise();
    }
    if let Some(failure) = judge.calls.mismatch(R::ORDER, &log) {
        failure.raise();
    }
    let bypass = largest_bypass(&log);
    if let Some(bound) = surroundings.bypass_bound
        && bypass.count > bound
    {
        let reason = format!(
            "{} acquisitions passed CPU {} while it waited; the bound is {bound}",
            bypass.count, bypass.victim
        );
        Failure::new(Property::Bypass, "passed over too often", reason)
            .marking(bypass.events(&log))
            .raise();
    }
    findings.end(bypass, &log);
}
