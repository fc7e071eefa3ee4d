//! A module's checks under shuttle.

use super::endings::Endings;
use super::judge;
use super::program::{Module, Program};
use crate::explore::{Sampling, explore};
use crate::report::Mode;
use crate::{Check, Found, Run};
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
        let endings = Endings::new();
        endings.testify_in(run);
        let judged = endings.clone();
        let Found { mode, detail } = explore(run, sampling, program.cpus, move || {
            judge::run(program, &judged)
        })?;
        let logs = match run.is_replay() {
            true => endings.distinct().len(),
            false => endings.contended()?,
        };
        Ok(Found {
            mode,
            detail: format!("{logs} logs; {}, {detail}", sampling.name()),
        })
    })
}
