//! Random operations.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use proptest::prelude::*;
use proptest::strategy::Union;

use crate::program::{CELLS, Condition, Operand, Operation};
use crate::style::Style;

pub(crate) fn load(style: Style) -> BoxedStrategy<Operation> {
    let load = |(location, order)| Operation::Load { location, order };
    (location(style), order(style, [Acquire]))
        .prop_map(load)
        .boxed()
}

pub(crate) fn wait(style: Style) -> BoxedStrategy<Operation> {
    let wait = |(location, order, until)| Operation::Await {
        location,
        order,
        until,
    };
    (location(style), order(style, [Acquire]), condition())
        .prop_map(wait)
        .boxed()
}

pub(crate) fn store(style: Style) -> BoxedStrategy<Operation> {
    let store = |(location, order, value)| Operation::Store {
        location,
        order,
        value,
    };
    (location(style), order(style, [Release]), operand())
        .prop_map(store)
        .boxed()
}

pub(crate) fn update(style: Style) -> BoxedStrategy<Operation> {
    let update = order(style, [Acquire, Release, AcqRel]);
    let parts = (location(style), update, operand());
    let swap = parts.prop_map(|(location, order, value)| Operation::Swap {
        location,
        order,
        value,
    });
    let update = order(style, [Acquire, Release, AcqRel]);
    let fetch_add = (location(style), update).prop_map(|(location, order)| Operation::FetchAdd {
        location,
        order,
        amount: 1,
    });
    prop_oneof![1 => swap, 1 => fetch_add, 3 => compare_exchange(style)].boxed()
}

fn compare_exchange(style: Style) -> BoxedStrategy<Operation> {
    let parts = (
        location(style),
        any::<bool>(),
        order(style, [Acquire, Release, AcqRel]),
        order(style, [Acquire]),
        prop_oneof![2 => Just(0), 1 => 1..=2u64],
        operand(),
    );
    let exchange = |(location, weak, success, failure, expected, new)| Operation::CompareExchange {
        location,
        weak,
        success,
        failure,
        expected,
        new,
    };
    parts.prop_map(exchange).boxed()
}

pub(crate) fn fence(style: Style) -> BoxedStrategy<Operation> {
    let [half, sc] = style.fence_orders;
    let order = prop_oneof![
        half => proptest::sample::select(&[Acquire, Release, AcqRel][..]),
        sc => Just(SeqCst),
    ];
    order.prop_map(|order| Operation::Fence { order }).boxed()
}

/// An access to a cell; weights of reads and writes.
pub(crate) fn cell_access(reads: u32, writes: u32) -> BoxedStrategy<Operation> {
    let write = (cell(), operand());
    let write = write.prop_map(|(cell, value)| Operation::CellWrite { cell, value });
    prop_oneof![reads => cell_read(), writes => write].boxed()
}

pub(crate) fn cell_read() -> BoxedStrategy<Operation> {
    let read = |cell| Operation::CellRead { cell };
    cell().prop_map(read).boxed()
}

/// Mostly the same one: a cell that is not shared shows nothing.
fn cell() -> impl Strategy<Value = usize> {
    prop_oneof![9 => Just(0), 1 => 0..CELLS]
}

/// An ordering of this style; `half` are those between `Relaxed` and `SeqCst`.
fn order<const N: usize>(style: Style, half: [Ordering; N]) -> BoxedStrategy<Ordering> {
    let [relaxed, between, sc] = style.orders;
    prop_oneof![
        relaxed => Just(Relaxed),
        between => proptest::sample::select(half.to_vec()),
        sc => Just(SeqCst),
    ]
    .boxed()
}

fn location(style: Style) -> BoxedStrategy<usize> {
    let locations = style.locations.into_iter().enumerate();
    let weighted = locations.map(|(location, weight)| (weight, Just(location)));
    Union::new_weighted(weighted.collect()).boxed()
}

fn operand() -> BoxedStrategy<Operand> {
    prop_oneof![
        6 => (1..=2u64).prop_map(Operand::Constant),
        1 => Just(Operand::Last),
    ]
    .boxed()
}

pub(crate) fn condition() -> BoxedStrategy<Condition> {
    prop_oneof![
        3 => Just(Condition::IsNot(0)),
        1 => (0..=2u64).prop_map(Condition::Is),
    ]
    .boxed()
}
