//! Subjects for a checker that explores: the explorer, loom.

use super::claim::{Claim, named};
use crate::table::{Extent, Kind, Subject};
use core::fmt::Debug;
use latchwork_layer::Spec;
use latchwork_suite::explore::Limits;
use latchwork_suite::module::{Module, Over, Program, compare_modules, explore_module};

/// The events of a module.
type Event<M> = <<M as Module>::Spec as Spec>::Event;

/// A program over `module`.
pub(crate) fn program<M: Module>(
    claim: Claim,
    module: &'static str,
    program: Program<M>,
) -> Subject {
    Subject::new(
        Kind::Program,
        named(module, &program),
        move |extent, weight| {
            vec![explore_module(
                claim(module),
                program,
                limits(extent),
                weight,
            )]
        },
    )
}

/// A program over the module on top of each lock, of which schedules are drawn.
pub(crate) fn drawn_over<E>(
    _claim: Claim,
    module: &'static str,
    _over: impl Fn() -> Vec<Over<E>> + 'static,
) -> Subject {
    Subject::beyond(Kind::Program, format!("{module} over each lock"))
}

/// A program over `module` on top of the specification of what is below, and on top of
/// what implements that: each must reach the same logs.
pub(crate) fn compared<M: Module>(
    claim: Claim,
    module: &'static str,
    program: Program<M>,
    over: impl Fn() -> Vec<Over<Event<M>>> + 'static,
) -> Subject {
    let name = format!("{}, composition", named(module, &program));
    Subject::one_way(Kind::Comparison, name, Extent::All, move |weight| {
        vec![compare_modules(claim(module), program, over(), weight)]
    })
}

/// Those of `over` whose implementations of the layer below have few enough executions.
pub(crate) fn only<E: Ord + Debug + 'static>(
    over: Vec<Over<E>>,
    few_enough: impl Fn(&str) -> bool,
) -> Vec<Over<E>> {
    let over = over.into_iter();
    over.filter(|it| few_enough(it.name())).collect()
}

/// `program`, the layer below being implemented by `name`.
pub(crate) fn over<M: Module>(name: &'static str, program: Program<M>) -> Over<Event<M>> {
    Over::new(name, program)
}

#[cfg(explore)]
fn limits(extent: Extent) -> Limits {
    match extent {
        Extent::All => Limits::None,
        Extent::First { executions, .. } => Limits::Executions(executions),
        _ => panic!("the explorer cannot go {extent:?}"),
    }
}

#[cfg(loom)]
fn limits(extent: Extent) -> Limits {
    match extent {
        Extent::All => Limits::None,
        Extent::First {
            preemptions: Some(preemptions),
            executions,
        } => Limits::Bounded {
            preemptions,
            executions,
        },
        _ => panic!("loom cannot go {extent:?}"),
    }
}
