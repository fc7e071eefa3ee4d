//! The graph of lock orders: CPUs use it at the same time, and whichever closes a circle,
//! one reports it.

mod graph;
mod spec;
mod tracking;

use self::graph::{A, B, C, Graph};
use self::spec::OrderEvent;
use self::tracking::{HighestNumber, InSteps, LooksFirst, Real, Tracking, Unclaimed, WithoutTurn};
use super::rows::{SEQUENTIAL, SMALL};
use crate::module::program;
use crate::table::{Cell, Draw, Gap, Object, Row, Subject, all, drawn, left_out};
use latchwork_layer::Refinement;
use latchwork_lock::author::{HARDWARE, LOCK_ORDER};
use latchwork_suite::Property::Refinement as Refines;
use latchwork_suite::module::{Calls, Program};

/// Not explored: large.
const LARGE: Cell = left_out("it has more executions than the explorer, which visits each once");

/// Not drawn: it is seldom met.
const SELDOM: Cell = left_out(
    "a CPU stops between its number and its order while another puts three, which is seldom drawn",
);

/// The graph, with its table.
pub(super) fn object() -> Object {
    let rows = [
        //                                               explorer  loom   shuttle
        crosswise::<Real, false>("Orders", "crosswise").by(all(), all(), random()),
        // Classes get their numbers meanwhile.
        crosswise::<Real, true>("Orders", "numbering").by(all(), LARGE, random()),
        rounds::<Real>("Orders").by(all().taking(2), LARGE, random()),
        keeps_order("Orders").by(all(), LARGE, random()),
        long_and_short::<Real>("Orders").by(all(), LARGE, random()),
        shares_a_list::<Real>("Orders").by(all().taking(2), LARGE, random()),
        released_elsewhere("Orders").by(all(), LARGE, random()),
        // The right steps by themselves.
        crosswise::<InSteps, false>("Orders", "steps").by(all(), all(), SMALL),
        // Known-bad twins.
        twin(crosswise::<LooksFirst, false>("LooksFirst", "crosswise")),
        twin(rounds::<LooksFirst>("LooksFirst")),
        without_turn(crosswise::<WithoutTurn, false>("WithoutTurn", "crosswise")),
        without_turn(rounds::<WithoutTurn>("WithoutTurn")),
        shares_a_list::<Unclaimed>("Unclaimed").by(
            all().violates(Refines),
            LARGE,
            random().violates(Refines),
        ),
        long_and_short::<HighestNumber>("HighestNumber").by(all().violates(Refines), LARGE, SELDOM),
    ];
    Object::new("Orders", rows).without(
        Gap::Environment,
        "it is told what CPUs do, and asks nothing of them that they would have to keep",
    )
}

fn random() -> Cell {
    drawn(Draw::AtRandom)
}

/// A known-bad twin: some circle is missed, or is one of what nobody has done.
fn twin(subject: Subject) -> Row {
    subject.by(
        all().violates(Refines),
        all().violates(Refines),
        random().violates(Refines),
    )
}

/// A known-bad twin whose CPUs miss what others have put: a turn is a matter of weak memory.
fn without_turn(subject: Subject) -> Row {
    let rejected = || all().violates(Refines);
    subject.by(rejected(), rejected(), SEQUENTIAL)
}

/// The claim that these checks are part of.
fn claim(graph: &str) -> Refinement<'_> {
    Refinement::new(&HARDWARE, graph, &LOCK_ORDER)
}

/// What a CPU does.
type Work<T, const CPUS: usize, const LATE: bool> =
    fn(&Graph<T, CPUS, LATE>, usize, &Calls<OrderEvent>);

/// Makes a subject of what each CPU does.
macro_rules! subject {
    ($graph:ident, $name:expr, [$tracking:ty, $cpus:literal, $late:tt], $work:expr) => {
        program(
            claim,
            $graph,
            Program::<Graph<$tracking, $cpus, $late>> {
                name: $name,
                cpus: $cpus,
                operations: 1,
                operation: |graph, cpu, _, calls| {
                    let work: Work<$tracking, $cpus, $late> = $work;
                    work(graph, cpu, calls);
                    graph.done(calls);
                },
            },
        )
    };
}

/// Two CPUs take two locks, each in its own order.
fn crosswise<T: Tracking, const LATE: bool>(graph: &'static str, name: &'static str) -> Subject {
    subject!(graph, name, [T, 2, LATE], |graph, cpu, calls| {
        graph.nest(cpu, &[[A, B], [B, A]][cpu], calls);
    })
}

/// Three CPUs take locks so that each waits for the next.
fn rounds<T: Tracking>(graph: &'static str) -> Subject {
    subject!(graph, "rounds", [T, 3, false], |graph, cpu, calls| {
        graph.nest(cpu, &[[A, B], [B, C], [C, A]][cpu], calls);
    })
}

/// A CPU closes a long circle and a short one with one order, if it sees that of another CPU,
/// which closes the short one with it. That may have got its number before, and may be seen
/// after the long one is reported: the short one is reported all the same.
fn long_and_short<T: Tracking>(graph: &'static str) -> Subject {
    subject!(
        graph,
        "long-and-short",
        [T, 2, false],
        |graph, cpu, calls| {
            let orders: &[[usize; 2]] = &[[B, A]];
            for locks in [orders, &[[B, C], [C, A], [A, B]]][cpu] {
                graph.nest(cpu, locks, calls);
            }
        }
    )
}

/// What is no circle is not reported.
fn keeps_order(graph: &'static str) -> Subject {
    subject!(
        graph,
        "keeps-order",
        [Real, 3, false],
        |graph, cpu, calls| {
            graph.nest(cpu, &[[A, B], [B, C], [A, C]][cpu], calls);
        }
    )
}

/// An interrupt handler uses the list of the CPU that it interrupts, and so may a thread that
/// is wrong about its number: each leaves it as it was.
fn shares_a_list<T: Tracking>(graph: &'static str) -> Subject {
    subject!(
        graph,
        "shares-a-list",
        [T, 2, false],
        |graph, cpu, calls| {
            if cpu == 0 {
                graph.nest(0, &[A, B], calls);
                // A circle with what was there.
                graph.nest(0, &[B, A], calls);
                graph.await_signal();
                // Were something left, it would be held again.
                graph.nest(0, &[C], calls);
            } else {
                graph.take(0, C, calls);
                graph.signal();
            }
        }
    )
}

/// A lock for which there was no room on its CPU is released, and sought on all others: it was
/// held there before, where another is now.
fn released_elsewhere(graph: &'static str) -> Subject {
    /// More CPUs than the graph has lists.
    const BEYOND: usize = 9;

    subject!(
        graph,
        "released-elsewhere",
        [Real, 2, false],
        |graph, cpu, calls| {
            if cpu == 0 {
                graph.take(0, A, calls);
                graph.signal();
                graph.nest(0, &[B, C], calls);
            } else {
                graph.await_signal();
                graph.releases(BEYOND, A, calls);
                graph.nest(1, &[C, B], calls);
            }
        }
    )
}
