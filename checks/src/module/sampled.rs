//! Subjects for a checker that draws schedules: shuttle.

use super::claim::{Claim, named};
use crate::samplings::samplings;
use crate::table::{Kind, Subject};
use latchwork_suite::Check;
use latchwork_suite::explore::Sampling;
use latchwork_suite::module::{Module, Program, sample_module};

/// A program over what implements the layer below.
pub(crate) struct Over {
    name: &'static str,
    sampled: Sampled,
}

/// Has schedules drawn of a module that is called so.
type Sampled = Box<dyn Fn(Claim, &str, Sampling) -> Check>;

/// A program over `module`.
pub(crate) fn program<M: Module>(
    claim: Claim,
    module: &'static str,
    program: Program<M>,
) -> Subject {
    Subject::new(
        Kind::Program,
        named(module, &program),
        move |extent, _weight| {
            let samplings = samplings(extent).iter();
            samplings
                .map(|&sampling| sample_module(claim(module), program, sampling))
                .collect()
        },
    )
}

/// A program over the module on top of each lock, of which schedules are drawn.
pub(crate) fn drawn_over(
    claim: Claim,
    module: &'static str,
    over: impl Fn() -> Vec<Over> + 'static,
) -> Subject {
    let name = format!("{module} over each lock");
    Subject::new(Kind::Program, name, move |extent, _weight| {
        let mut checks = Vec::new();
        for it in over() {
            let module = format!("{module}<{}>", it.name);
            let samplings = samplings(extent).iter();
            checks.extend(samplings.map(|&sampling| (it.sampled)(claim, &module, sampling)));
        }
        checks
    })
}

/// A program over `module` on top of the specification of what is below, and on top of
/// what implements that: each must reach the same logs.
pub(crate) fn compared<M: Module>(
    _claim: Claim,
    module: &'static str,
    program: Program<M>,
    _over: impl Fn() -> Vec<Over> + 'static,
) -> Subject {
    let name = format!("{}, composition", named(module, &program));
    Subject::beyond(Kind::Comparison, name)
}

/// All of `over`: there are as many schedules of each as are drawn.
pub(crate) fn only(over: Vec<Over>, _few_enough: impl Fn(&str) -> bool) -> Vec<Over> {
    over
}

/// `program`, the layer below being implemented by `name`.
pub(crate) fn over<M: Module>(name: &'static str, program: Program<M>) -> Over {
    let sampled = Box::new(move |claim: Claim, module: &str, sampling| {
        sample_module(claim(module), program, sampling)
    });
    Over { name, sampled }
}
