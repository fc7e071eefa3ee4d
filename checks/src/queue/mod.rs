//! The shared queue, over any lock.

mod any;
mod twins;

use self::any::{AnyQueue, CAPACITY};
use self::twins::{BiasedLock, HastyQueue, MiscountingQueue, PeekingQueue, SplitQueue};
use crate::module::{
    DRAWN_OVER_LOCKS, LARGE, OVER_SPECIFICATION, compared, drawn_over, few_enough, only, over,
    over_each_lock, program,
};
use crate::table::{Cell, Draw, Gap, Object, Row, Subject, all, drawn, left_out};
use latchwork_atomic::{Initial, initial};
use latchwork_layer::Log;
use latchwork_layer::Refinement;
use latchwork_lock::RawLock;
use latchwork_lock::author::LOCK;
use latchwork_sched::queue::{QUEUE, QueueEvent, QueueSpec};
use latchwork_suite::Property::{self, Exclusion, Invariant, Refinement as Refines};
use latchwork_suite::SpecLock;
use latchwork_suite::module::{Calls, Module, Program};

/// The queue, with its table.
pub(crate) fn objects() -> [Object; 1] {
    let mut rows = vec![
        //                    explorer  loom   shuttle
        over_specification(2, 2).by(all(), all(), DRAWN_OVER_LOCKS),
        over_specification(3, 2).by(all(), all(), DRAWN_OVER_LOCKS),
        over_specification(3, 3).by(all(), LARGE, DRAWN_OVER_LOCKS),
        over_specification(4, 1).by(all(), all(), DRAWN_OVER_LOCKS),
        over_specification(4, 2).by(all(), LARGE, DRAWN_OVER_LOCKS),
        over_locks(2, 1).by(all(), all(), DRAWN_OVER_LOCKS),
        over_locks(2, 2).by(all(), all().taking(2), DRAWN_OVER_LOCKS),
        over_locks(3, 1).by(all(), all().taking(10), DRAWN_OVER_LOCKS),
        over_locks(3, 2).by(all().taking(6), LARGE, DRAWN_OVER_LOCKS),
        over_locks(4, 1).by(all(), LARGE, DRAWN_OVER_LOCKS),
        drawn_over(claim, "Queue", || {
            over_each_lock!(Queue, 8, in_and_out(8, 4))
        })
        .by(
            OVER_SPECIFICATION,
            OVER_SPECIFICATION,
            drawn(Draw::AtRandom),
        ),
    ];
    rows.extend(twin::<HastyQueue>("HastyQueue", Refines));
    rows.extend(twin::<MiscountingQueue>("MiscountingQueue", Invariant));
    rows.extend(twin::<PeekingQueue>("PeekingQueue", Exclusion));
    rows.push(
        program(claim, "SplitQueue", in_and_out::<SplitQueue>(2, 2)).by(
            all().violates(Exclusion),
            all().violates(Exclusion),
            left_out("each access is one step, so that none overlaps"),
        ),
    );
    // What stands over a lock that does less has fewer logs.
    let biased = || vec![over("BiasedLock", in_and_out::<Queue<BiasedLock>>(2, 1))];
    let over_spec = in_and_out::<Queue<SpecLock>>(2, 1);
    rows.push(compared(claim, "Queue<BiasedLock>", over_spec, biased).by(
        all().violates(Refines),
        all().violates(Refines),
        DRAWN_OVER_LOCKS,
    ));
    let queue = Object::new("Queue", rows).without(
        Gap::Environment,
        "whoever uses it waits for its lock only, which has environment checks",
    );
    [queue]
}

/// The queue over the specification of the locks.
fn over_specification(cpus: usize, operations: usize) -> Subject {
    program(
        claim,
        "Queue",
        in_and_out::<Queue<SpecLock>>(cpus, operations),
    )
}

/// The queue over the specification of the locks, and over each lock that has few enough
/// executions.
fn over_locks(cpus: usize, operations: usize) -> Subject {
    let over_spec = in_and_out::<Queue<SpecLock>>(cpus, operations);
    compared(claim, "Queue", over_spec, move || {
        let over = over_each_lock!(Queue, cpus of [2 3 4], in_and_out(cpus, operations));
        only(over, |lock| few_enough(lock, cpus, operations))
    })
}

/// The rows of a known-bad twin, which is explored on two CPUs and drawn on four.
fn twin<Q: AnyQueue>(name: &'static str, property: Property) -> [Row; 2] {
    const ELSEWHERE: Cell = left_out("rejected in another row");
    let rejected = || all().violates(property);
    let drawn = drawn(Draw::AtRandom).violates(property);
    [
        program(claim, name, in_and_out::<Q>(2, 2)).by(rejected(), rejected(), ELSEWHERE),
        program(claim, name, in_and_out::<Q>(4, 2)).by(ELSEWHERE, ELSEWHERE, drawn),
    ]
}

/// The queue that is checked, over the lock `R`.
pub(crate) struct Queue<R: RawLock>(latchwork_sched::Queue<u8, CAPACITY, R>);

impl<R: RawLock + Initial + Send + Sync + 'static> Module for Queue<R> {
    type Spec = QueueSpec<u8>;

    fn new() -> Self {
        Self(initial!(latchwork_sched::Queue<u8, CAPACITY, R>))
    }

    fn spec() -> QueueSpec<u8> {
        QueueSpec::new(CAPACITY)
    }

    fn log(&self) -> &Log<QueueEvent<u8>> {
        self.0.log()
    }
}

impl<R: RawLock + Initial + Send + Sync + 'static> AnyQueue for Queue<R> {
    fn enqueue(&self, value: u8) -> bool {
        self.0.enqueue(value).is_ok()
    }

    fn dequeue(&self) -> Option<u8> {
        self.0.dequeue()
    }
}

/// The claim that the queue's checks are part of.
pub(crate) fn claim(module: &str) -> Refinement<'_> {
    Refinement::new(&LOCK, module, &QUEUE)
}

/// Every CPU puts a value in and takes one out, in turn: the even ones begin
/// with putting in.
pub(crate) fn in_and_out<Q: AnyQueue>(cpus: usize, operations: usize) -> Program<Q> {
    Program {
        name: "queue",
        cpus,
        operations,
        operation: in_or_out,
    }
}

fn in_or_out<Q: AnyQueue>(queue: &Q, cpu: usize, round: usize, calls: &Calls<QueueEvent<u8>>) {
    calls.note(if (cpu + round).is_multiple_of(2) {
        let value = u8::try_from(10 * cpu + round).expect("few CPUs, few rounds");
        match queue.enqueue(value) {
            true => QueueEvent::Enqueue(value),
            false => QueueEvent::Refuse(value),
        }
    } else {
        match queue.dequeue() {
            Some(value) => QueueEvent::Dequeue(value),
            None => QueueEvent::FindEmpty,
        }
    });
}
