//! What is looked at in every execution of a program.

use super::endings::Endings;
use super::program::{Module, Program};
use super::told::Told;
use crate::{Failure, Property, violated};
use latchwork_atomic::model;
use latchwork_layer::{Entry, Stuck, initial_state, replay};
use std::sync::Arc;

/// Runs `program` once, on the CPUs of a model, and holds what has happened
/// against the specification.
pub(super) fn run<M: Module>(program: Program<M>, endings: &Endings<M>) {
    if let Err(Stuck(reason)) = initial_state(&M::spec()) {
        violated(Property::Refinement, reason);
    }
    let module = Arc::new(M::new());
    endings.begin(&module);
    let told = Arc::new(Told::new(program.cpus));
    let (in_the_end, all_told) = (Arc::clone(&module), Arc::clone(&told));
    let endings = endings.clone();
    model::run(
        program.cpus,
        move |cpu| {
            for round in 0..program.operations {
                (program.operation)(&module, cpu, round, &told);
            }
        },
        move || {
            // A copy: a violation ends this thread where it stands, and others
            // must be able to look at the log then.
            let log = in_the_end.log().with(<[_]>::to_vec);
            if let Err(violation) = replay(&M::spec(), &log) {
                let Entry { cpu, event, .. } = &violation.entry;
                let reason = format!("{event:?} of CPU {cpu}: {}", violation.reason);
                Failure::new(Property::Refinement, "not as specified", reason)
                    .marking([violation.index])
                    .raise();
            }
            if let Some(failure) = all_told.mismatch(&log) {
                failure.raise();
            }
            endings.end(log);
        },
    );
}
