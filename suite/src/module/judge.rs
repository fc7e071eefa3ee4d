//! One execution, and what must hold of each.

use super::{Calls, Event, Module, Observed, Work};
use crate::{Failure, Property, violated};
use latchwork_atomic::model;
use latchwork_layer::{Entry, Spec, Stuck, initial_state, replay};
use std::sync::Arc;

/// Runs `work` once, on the CPUs of a model, and holds what has happened against the
/// specification; then `observed` looks at it.
pub(super) fn execute<M: Module, W: Work<M>>(work: &W, observed: &Observed<M>) {
    if let Err(Stuck(reason)) = initial_state(&M::spec()) {
        violated(Property::Refinement, reason);
    }
    let module = Arc::new(M::new());
    observed.begin(&module);
    let calls = Arc::new(Calls::new(work.callers()));
    let (in_the_end, all_calls) = (Arc::clone(&module), Arc::clone(&calls));
    let (working, judging, observed) = (work.clone(), work.clone(), observed.clone());
    model::run(
        work.cpus(),
        move |cpu| working.run(&module, cpu, &calls),
        move || {
            // A copy: a violation ends this thread where it stands, and others must
            // be able to look at the log then.
            let log = in_the_end.log().with(<[_]>::to_vec);
            let judged = judging
                .kept(&log)
                .and_then(|()| left::<M>(&refined::<M>(&log)?))
                .and_then(|()| all_calls.agree(&log))
                .and_then(|()| judging.ended(&in_the_end, &log))
                .and_then(|()| observed.end(log));
            if let Err(failure) = judged {
                failure.raise();
            }
        },
    );
}

/// The specification's state that `log` leads to.
///
/// # Errors
///
/// If the log leaves the specification.
pub(crate) fn refined<M: Module>(
    log: &[Entry<Event<M>>],
) -> Result<<M::Spec as Spec>::State, Failure> {
    replay(&M::spec(), log).map_err(|violation| M::off_specification(&violation))
}

/// Everybody has left, and a module that then rests is at rest.
fn left<M: Module>(state: &<M::Spec as Spec>::State) -> Result<(), Failure> {
    let spec = M::spec();
    if !M::RESTS || spec.at_rest(state) {
        return Ok(());
    }
    let state = spec.show(state);
    let reason = format!("everybody has left, and the log ends with: {state}");
    Err(Failure::new(Property::Refinement, "left in use", reason))
}
