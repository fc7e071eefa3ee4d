//! Random programs that pass cells from thread to thread.

use proptest::option::weighted;
use proptest::prelude::*;

use crate::instruction::instruction;
use crate::operations::{cell_access, condition, fence, load, store, update, wait};
use crate::program::Instruction;
use crate::style::{Style, always, mostly};

/// What is between the accesses of programs that pass cells around.
const PASSING: Style = Style {
    orders: [1, 9, 2],
    fence_orders: [4, 1],
    fences: 0,
    updates: 4,
    awaits: 1,
    cell_reads: 0,
    guards: 0.05,
    locations: [10, 2, 1],
};

/// Threads that write to cells, and release and acquire in between.
pub(crate) fn passing() -> BoxedStrategy<Vec<Vec<Instruction>>> {
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
    let cell = (weighted(0.9, condition()), cell_access(3, 1));
    let cell = mostly(cell.prop_map(|(guard, operation)| Instruction { guard, operation }));
    let parts = (access, fence, cell);
    parts
        .prop_map(|(access, fence, cell)| vec![access, fence, cell])
        .boxed()
}

/// Accesses a cell, and lets others know.
fn give() -> Part {
    let cell = mostly(cell_access(1, 4).prop_map(always));
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
