//! Random programs.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::strategy::Union;

use crate::bounds::{ACCESSES, cut};
use crate::operations::{cell_access, condition, fence, load, store, update, wait};
use crate::program::{Instruction, Operation, Program};

/// What the programs of one kind are rich in, so that each rule of the memory
/// model is of consequence in some.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Weights of `Relaxed`, of `Acquire` and `Release`, and of `SeqCst`.
    pub(crate) orders: [u32; 3],
    /// The last two for fences, which are never `Relaxed`.
    pub(crate) fence_orders: [u32; 2],
    /// Weights of operations, where loads and stores have 8.
    fences: u32,
    updates: u32,
    awaits: u32,
    /// How probable it is that an instruction has a guard.
    guards: f64,
    /// How probable it is that an access is to the second location.
    pub(crate) second: f64,
}

const ANYTHING: Style = Style {
    orders: [2, 2, 2],
    fence_orders: [1, 1],
    fences: 2,
    updates: 8,
    awaits: 1,
    guards: 0.15,
    second: 0.5,
};

/// Programs without synchronization but by fences.
const FENCED: Style = Style {
    orders: [8, 1, 1],
    fence_orders: [1, 2],
    fences: 6,
    updates: 3,
    awaits: 0,
    guards: 0.05,
    second: 0.5,
};

/// Programs in which the order of SC accesses matters.
const ORDERED: Style = Style {
    orders: [1, 1, 4],
    fence_orders: [1, 1],
    fences: 1,
    updates: 2,
    awaits: 0,
    guards: 0.05,
    second: 0.5,
};

/// What is between the accesses of programs that pass cells around.
const PASSING: Style = Style {
    orders: [1, 6, 1],
    fence_orders: [4, 1],
    fences: 0,
    updates: 4,
    awaits: 1,
    guards: 0.05,
    second: 0.2,
};

/// A program of any style.
pub(crate) fn program() -> BoxedStrategy<Program> {
    let threads = |style| vec(thread(style), 2..=3);
    let programs = prop_oneof![
        2 => threads(ANYTHING),
        2 => threads(FENCED),
        2 => threads(ORDERED),
        4 => passing(),
    ];
    programs
        .prop_map(|threads| cut(Program { threads }))
        .boxed()
}

fn thread(style: Style) -> BoxedStrategy<Vec<Instruction>> {
    vec(instruction(style), 3..=ACCESSES + 1).boxed()
}

/// Threads that write to cells, and release and acquire in between.
fn passing() -> BoxedStrategy<Vec<Vec<Instruction>>> {
    let third = prop_oneof![(take(), more()), (take(), give())];
    let third = weighted(0.5, third);
    let threads = ((give(), more()), (take(), more()), third);
    let joined = |(first, second): (Vec<_>, Vec<_>)| {
        let both = first.into_iter().chain(second);
        both.flatten().collect()
    };
    threads
        .prop_map(move |(first, second, third)| {
            let two = [joined(first), joined(second)];
            two.into_iter().chain(third.map(joined)).collect()
        })
        .boxed()
}

/// A part of a thread. That an instruction may be missing is for shrinking.
type Part = BoxedStrategy<Vec<Option<Instruction>>>;

/// Finds out whether a cell may be accessed, and accesses it.
fn take() -> Part {
    let access = prop_oneof![4 => load(PASSING), 3 => update(PASSING), 1 => wait(PASSING)];
    let access = mostly(access.prop_map(always));
    let fence = weighted(0.2, fence(PASSING).prop_map(always));
    let cell = (weighted(0.9, condition()), cell_access());
    let cell = mostly(cell.prop_map(|(guard, operation)| Instruction { guard, operation }));
    let parts = (access, fence, cell);
    parts
        .prop_map(|(access, fence, cell)| vec![access, fence, cell])
        .boxed()
}

/// Accesses a cell, and lets others know.
fn give() -> Part {
    let cell = mostly(cell_access().prop_map(always));
    let fence = weighted(0.2, fence(PASSING).prop_map(always));
    let access = prop_oneof![4 => store(PASSING), 2 => update(PASSING)];
    let access = mostly(access.prop_map(always));
    let parts = (cell, fence, access);
    parts
        .prop_map(|(cell, fence, access)| vec![cell, fence, access])
        .boxed()
}

/// Something more.
fn more() -> Part {
    weighted(0.5, instruction(PASSING))
        .prop_map(|instruction| vec![instruction])
        .boxed()
}

fn mostly(
    instruction: impl Strategy<Value = Instruction>,
) -> impl Strategy<Value = Option<Instruction>> {
    weighted(0.97, instruction)
}

fn always(operation: Operation) -> Instruction {
    Instruction {
        guard: None,
        operation,
    }
}

fn instruction(style: Style) -> BoxedStrategy<Instruction> {
    let mut operations = vec![
        (8, load(style)),
        (8, store(style)),
        (style.updates, update(style)),
        (style.fences, fence(style)),
        (style.awaits, wait(style)),
    ];
    operations.retain(|&(weight, _)| weight > 0);
    let parts = (
        weighted(style.guards, condition()),
        Union::new_weighted(operations),
    );
    parts
        .prop_map(|(guard, operation)| Instruction { guard, operation })
        .boxed()
}
