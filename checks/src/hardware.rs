//! The hardware scheduler.

#[cfg(shuttle)]
use crate::table::Extent;
use crate::table::{Cell, Checker, Draw, Gap, Kind, Object, Subject, drawn, left_out};
use latchwork_suite::Property::Determinism;
#[cfg(shuttle)]
use latchwork_suite::lock::{Outside, check_policies, check_replay};

/// The reason why the others have no part in it.
const OWN_SCHEDULER: &str = "this checker has a scheduler of its own";

/// The scheduler, with its table.
pub(crate) fn objects() -> [Object; 1] {
    const OWN: Cell = left_out(OWN_SCHEDULER);
    let drawn = || drawn(Draw::ByAdversaries);
    let (alone, with_a_counter) = (false, true);
    let scheduler = Object::new(
        "hardware scheduler",
        [
            policies(alone).by(OWN, OWN, drawn()),
            replay(alone).by(OWN, OWN, drawn()),
            // Not twins: the real scheduler, with a program and policies that listen to
            // something else, too.
            replay(with_a_counter).by(OWN, OWN, drawn().violates(Determinism)),
            policies(with_a_counter).by(OWN, OWN, drawn().violates(Determinism)),
        ],
    )
    .without(Gap::Program(Checker::Explore), OWN_SCHEDULER)
    .without(Gap::Program(Checker::Loom), OWN_SCHEDULER)
    .without(Gap::Twin(Checker::Explore), OWN_SCHEDULER)
    .without(Gap::Twin(Checker::Loom), OWN_SCHEDULER)
    .without(Gap::Environment, "it decides for all CPUs");
    [scheduler]
}

/// Schedules by every policy.
#[cfg(shuttle)]
const ADVERSARIES: Extent = Extent::Drawn(Draw::ByAdversaries);

/// Whether every policy makes its decisions again; a counter of the host's may decide
/// beside it.
#[cfg(shuttle)]
fn policies(counter: bool) -> Subject {
    Subject::one_way(Kind::Program, "policies", ADVERSARIES, move |_weight| {
        vec![check_policies(outside(counter))]
    })
}

/// Whether every recording leads to its log again; a counter of the host's may decide
/// beside it.
#[cfg(shuttle)]
fn replay(counter: bool) -> Subject {
    Subject::one_way(Kind::Program, "replay", ADVERSARIES, move |_weight| {
        vec![check_replay(outside(counter))]
    })
}

#[cfg(shuttle)]
fn outside(counter: bool) -> Outside {
    match counter {
        true => Outside::HostCounter,
        false => Outside::Nothing,
    }
}

/// Whether every policy makes its decisions again.
#[cfg(not(shuttle))]
fn policies(_counter: bool) -> Subject {
    Subject::beyond(Kind::Program, "policies")
}

/// Whether every recording leads to its log again.
#[cfg(not(shuttle))]
fn replay(_counter: bool) -> Subject {
    Subject::beyond(Kind::Program, "replay")
}
