//! A module's checks under shuttle.

use super::{Module, Observed, Program, check};
use crate::explore::{Sampling, explore};
use crate::observe::Logs;
use crate::report::Mode;
use crate::{Check, Run};
use latchwork_layer::Refinement;

/// Samples schedules of `program`, as a part of `claim`.
pub fn sample_module<M: Module>(
    claim: Refinement<'_>,
    program: Program<M>,
    sampling: Sampling,
) -> Check {
    let property = "exclusion, invariant, refinement, progress";
    let description = program.describe(claim, property, Some(sampling.name()), Mode::Random, 2);
    Check::new(description, move |run: &Run| {
        let observed = Observed::by(vec![Box::new(Logs::default())]);
        check(run, &program, &observed, |model| {
            explore(run, sampling, program.cpus, model)
        })
    })
}
