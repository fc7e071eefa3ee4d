//! One execution, and what must hold of each.

use super::observed::Logged;
use super::{Calls, Event, Module, Observed, Work};
use crate::{Failure, Property, violated};
use latchwork_atomic::model;
use latchwork_layer::{Entry, Spec, Stuck, initial_state, replay};
use std::sync::Arc;

/// Runs `work` once, on the CPUs of a model, and holds what has happened against the
/// specification; then `observed` looks at it.
pub(super) fn execute<M: Module, W: Work<M>>(work: &W, observed: &Observed<Event<M>>) {
    begins(&M::spec());
    let module = Arc::new(M::new());
    observed.begin(Arc::clone(&module) as Arc<dyn Logged<Event<M>>>);
    let calls = Arc::new(Calls::new(work.callers()));
    let (in_the_end, all_calls) = (Arc::clone(&module), Arc::clone(&calls));
    let (working, judging, observed) = (work.clone(), work.clone(), observed.clone());
    model::run(
        work.cpus(),
        move |cpu| working.run(&module, cpu, &calls),
        move || {
            if let Err(failure) = judge(&judging, &in_the_end, &all_calls, &observed) {
                failure.raise();
            }
        },
    );
}

/// There is a state that `spec` begins in.
fn begins(spec: &impl Spec) {
    if let Err(Stuck(reason)) = initial_state(spec) {
        violated(Property::Refinement, reason);
    }
}

/// What an execution has come to, once all CPUs have finished `work` on `module`.
///
/// # Errors
///
/// If it is none of those that may be.
fn judge<M: Module, W: Work<M>>(
    work: &W,
    module: &M,
    calls: &Calls<Event<M>>,
    observed: &Observed<Event<M>>,
) -> Result<(), Failure> {
    // A copy: a violation ends this thread where it stands, and others must
    // be able to look at the log then.
    let log = Module::log(module).with(<[_]>::to_vec);
    work.kept(&log)?;
    let state = refined::<M>(&log)?;
    if M::RESTS {
        left(&M::spec(), &state)?;
    }
    calls.agree(&log)?;
    work.ended(module, &log)?;
    observed.end(log)
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

/// Everybody has left a module of `spec` in this state, and it rests.
fn left<S: Spec>(spec: &S, state: &S::State) -> Result<(), Failure> {
    if spec.at_rest(state) {
        return Ok(());
    }
    let state = spec.show(state);
    let reason = format!("everybody has left, and the log ends with: {state}");
    Err(Failure::new(Property::Refinement, "left in use", reason))
}
