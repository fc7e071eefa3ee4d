//! The rows of the table.

use super::any::AnyCrossCalls;
use super::cpu::Lines;
use super::loom::NONE;
use super::machine::Machine;
use super::programs::{
    calls_all, calls_back, calls_crossing, calls_from_one, calls_holding, calls_in_a_ring,
    calls_next, posts, posts_and_calls, posts_back, posts_holding, posts_next,
};
use super::twins::{
    DEAF, EARLY, FORGETFUL, HASTY, OVERWRITING, OneSlot, RELAXED, RIGHT, SILENT, UNSENT,
};
use crate::table::{Cell, Draw, Row, Subject, all, drawn, first, left_out};
use latchwork_layer::Refinement;
use latchwork_lock::author::HARDWARE;
use latchwork_sched::CrossCalls;
use latchwork_sched::cross_call::CROSS_CALLS;
use latchwork_suite::Property::{self, Exclusion, Panic, Progress, Refinement as Refines};
use latchwork_suite::module::Program;

/// The programs, and the known-bad twins.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        //                                       explorer  loom  shuttle
        subject("CrossCalls", calls_all::<Real<2>, 2>(1)).by(all(), NONE, SMALL),
        subject("CrossCalls", calls_all::<Real<2>, 2>(2)).by(all(), NONE, SMALL),
        subject("CrossCalls", calls_next::<Real<3>, 3>(1)).by(all(), NONE, SMALL),
        subject("CrossCalls", calls_from_one::<Real<3>, 3>(1)).by(all(), NONE, SMALL),
        subject("CrossCalls", calls_crossing::<Real<2>, 2>(1)).by(POLLS, NONE, SMALL),
        subject("CrossCalls", calls_crossing::<Real<2>, 2>(2)).by(POLLS, NONE, SMALL),
        subject("CrossCalls", calls_in_a_ring::<Real<3>, 3>(1)).by(POLLS, NONE, SMALL),
        subject("CrossCalls", posts::<Real<2>, 2>(2)).by(all(), NONE, SMALL),
        subject("CrossCalls", posts_next::<Real<3>, 3>(1)).by(all(), NONE, SMALL),
        subject("CrossCalls", posts_holding::<Real<2>, 2>(1)).by(all(), NONE, SMALL),
        subject("CrossCalls", posts_back::<Real<2>, 2>(1)).by(all(), NONE, SMALL),
        subject("CrossCalls<2 slots>", calls_back::<Roomy<2>, 2>(1)).by(POLLS, NONE, SMALL),
        subject("CrossCalls<2 slots>", posts_and_calls::<Roomy<2>, 2>(1)).by(all(), NONE, SMALL),
        subject("CrossCalls<1 group>", calls_from_one::<Grouped<3>, 3>(1)).by(all(), NONE, SMALL),
        subject("CrossCalls", calls_all::<Real<8>, 8>(2)).by(
            LARGE,
            NONE,
            drawn(Draw::AtRandom).taking(10),
        ),
        subject("CrossCalls", calls_crossing::<Real<8>, 8>(2)).by(
            LARGE,
            NONE,
            drawn(Draw::AtRandom).taking(10),
        ),
        subject("CrossCalls<2 slots>", posts_and_calls::<Roomy<8>, 8>(2)).by(
            LARGE,
            NONE,
            drawn(Draw::AtRandom).taking(10),
        ),
    ];
    rows.extend([
        // What the twins are made from is right.
        subject("OneSlot", calls_all::<OneSlot<2, RIGHT>, 2>(1)).by(POLLS, NONE, SMALL),
        subject("OneSlot", posts::<OneSlot<2, RIGHT>, 2>(2)).by(all(), NONE, SMALL),
        // Known-bad twins.
        twin(
            subject("Deaf", calls_crossing::<OneSlot<2, DEAF>, 2>(1)),
            Progress,
        ),
        twin(
            subject("Forgetful", calls_all::<OneSlot<2, FORGETFUL>, 2>(2)),
            Progress,
        ),
        twin(
            subject("Unsent", calls_all::<OneSlot<2, UNSENT>, 2>(1)),
            Progress,
        ),
        twin(
            subject("Hasty", calls_all::<OneSlot<2, HASTY>, 2>(1)),
            Panic,
        ),
        subject("Relaxed", calls_all::<OneSlot<2, RELAXED>, 2>(1)).by(
            all().violates(Exclusion),
            NONE,
            left_out("its memory is sequentially consistent"),
        ),
        twin(
            subject("Early", calls_all::<OneSlot<2, EARLY>, 2>(1)),
            Panic,
        ),
        twin(
            subject("Overwriting", posts::<OneSlot<2, OVERWRITING>, 2>(2)),
            Refines,
        ),
        twin(
            subject("Silent", posts::<OneSlot<2, SILENT>, 2>(2)),
            Refines,
        ),
        // The object is right, and its caller holds a lock that another waits for with
        // interrupts off.
        twin(
            subject("CrossCalls", calls_holding::<Real<2>, 2>(1)),
            Progress,
        ),
        // The object is right, and has no slot for the call that a function makes.
        twin(subject("CrossCalls", calls_back::<Real<2>, 2>(1)), Progress),
    ]);
    rows
}

type Real<const CPUS: usize> = CrossCalls<Lines<CPUS>, CPUS, 1>;
type Roomy<const CPUS: usize> = CrossCalls<Lines<CPUS>, CPUS, 2>;
type Grouped<const CPUS: usize> = CrossCalls<Lines<CPUS>, CPUS, 1, 1>;

/// A CPU that waits with interrupts off polls in a loop that serves: the explorer leaves out turns
/// of such a loop, and says which, so the row is bounded.
const POLLS: Cell = first(None, 10_000);
/// Not drawn: small.
const SMALL: Cell = left_out("too few CPUs to draw schedules of");
/// Not explored: large.
const LARGE: Cell = left_out("more executions than there is time for");

/// The claim that these checks are part of.
fn claim(module: &str) -> Refinement<'_> {
    Refinement::new(&HARDWARE, module, &CROSS_CALLS)
}

fn subject<T: AnyCrossCalls<CPUS>, const CPUS: usize>(
    name: &'static str,
    program: Program<Machine<T, CPUS>>,
) -> Subject {
    crate::module::program(claim, name, program)
}

/// The twin `subject`, which must violate `property`.
fn twin(subject: Subject, property: Property) -> Row {
    subject.by(
        all().violates(property),
        NONE,
        drawn(Draw::AtRandom).violates(property),
    )
}
