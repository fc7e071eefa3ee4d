//! What is looked at in every execution against a context.

use super::drive::{Shared, environment, in_question};
use super::{Context, Deed, Surroundings};
use crate::lock::{Calls, Findings, Watched, left, passed, refined};
use crate::{Failure, Property};
use latchwork_atomic::{Initial, initial, model};
use latchwork_layer::{Entry, RelyGuarantee, Stuck};
use latchwork_lock::RawLock;
use latchwork_lock::{LockEvent, LockRelyGuarantee};
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
    let watched = Arc::clone(&shared);
    findings.begin(watched);
    let judge = Arc::new(Judge {
        calls: Calls::new(1),
    });
    let (context, findings) = (Arc::clone(context), findings.clone());
    let in_the_end_context = Arc::clone(&context);
    let (in_the_end, last_word) = (Arc::clone(&shared), Arc::clone(&judge));
    model::run(
        2,
        move |thread| match thread {
            IN_QUESTION => in_question(&shared, &judge, surroundings.rounds, surroundings.tries),
            _ => environment(&shared, &context),
        },
        move || {
            end(
                surroundings,
                &in_the_end_context,
                &in_the_end.lock,
                &last_word,
                &findings,
            )
        },
    );
}

/// The execution has ended: the log must be one of the specification's, and CPU
/// 0 must have kept its guarantee.
fn end<R: RawLock>(
    surroundings: Surroundings,
    context: &Context,
    lock: &R,
    judge: &Judge,
    findings: &Findings,
) {
    let log = lock.log().with(<[_]>::to_vec);
    let events: Vec<_> = log.iter().map(|entry| (entry.cpu, entry.event)).collect();
    let protocol = LockRelyGuarantee::new(R::ORDER, surroundings.hold());
    // First: what CPU 0 has done wrong is told as its own.
    if let Err(Stuck(reason)) = protocol.guarantee(IN_QUESTION, &events) {
        Failure::new(Property::RelyGuarantee, "broken guarantee", reason).raise();
    }
    left(R::ORDER, &refined(R::ORDER, &log));
    follows(context, &events);
    if let Some(failure) = judge.calls.mismatch(R::ORDER, &log) {
        failure.raise();
    }
    let bypass = passed(&log, surroundings.bypass_bound);
    findings.end(bypass, &log);
}

/// The environment has done what `context` says, all of it and in its order.
fn follows(context: &Context, log: &[(usize, LockEvent)]) {
    let mut events = log.iter().filter(|(cpu, _)| *cpu != IN_QUESTION);
    for &(cpu, deed) in &context.0 {
        let fits = |event: Option<&(usize, LockEvent)>, allowed: &[LockEvent]| {
            event.is_some_and(|(by, event)| *by == cpu && allowed.contains(event))
        };
        let event = events.next();
        let followed = match deed {
            Deed::Arrive => fits(event, &[LockEvent::Arrive]),
            Deed::Acquire => fits(event, &[LockEvent::Acquire]),
            Deed::Release => fits(event, &[LockEvent::Release]),
            Deed::Try if fits(event, &[LockEvent::TryAcquire(true)]) => {
                fits(events.next(), &[LockEvent::Release])
            }
            Deed::Try => fits(event, &[LockEvent::TryAcquire(false)]),
        };
        if !followed {
            let reason = format!("CPU {cpu} was to go through {deed:?}; the log says {event:?}");
            Failure::new(Property::Refinement, "not as in the context", reason)
                .of_the_whole_log()
                .raise();
        }
    }
    if let Some((cpu, event)) = events.next() {
        let reason = format!("the context has ended, and CPU {cpu} goes through {event:?}");
        Failure::new(Property::Refinement, "not as in the context", reason).raise();
    }
}
