//! Random programs whose threads may form a cycle: each thread accesses what the
//! one before it has accessed last. Whether the cycle is allowed is what the axioms
//! are about.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

use crate::instruction::instruction;
use crate::operations::{fence, load, store, update};
use crate::program::{Instruction, LOCATIONS, Operation};
use crate::style::{ANYTHING, FENCED, ORDERED, Style, always, mostly};

/// Accesses that may synchronize.
const SYNCHRONIZING: Style = Style {
    orders: [1, 4, 1],
    ..ANYTHING
};

/// Accesses whose order matters.
const SC: Style = Style {
    orders: [1, 1, 8],
    ..ORDERED
};

/// Two accesses to a location, one after the other: the last one of a thread, and
/// the first one of the next.
#[derive(Clone, Copy, Debug)]
struct Edge {
    /// In front of the first one, at its location.
    head: Option<Operation>,
    first: Option<Operation>,
    second: Option<Operation>,
    /// Whether it is at another location than the edge before.
    elsewhere: bool,
}

/// What a thread of a ring is like.
#[derive(Clone, Debug)]
struct Link {
    /// Whether its two accesses are one, at one location. Not in the first thread.
    single: bool,
    /// Whether it reads a cell between its two accesses if they are at one
    /// location.
    detour: bool,
    /// Whether the two are relaxed.
    relaxed: bool,
    /// Between the two.
    between: Vec<Option<Instruction>>,
    after: Option<Instruction>,
}

/// Threads that may form a cycle.
pub(crate) fn ring() -> BoxedStrategy<Vec<Vec<Instruction>>> {
    let any = prop_oneof![ordered_link(), fenced_link()].boxed();
    let rings = prop_oneof![
        3 => parts(ordered_link()),
        2 => parts(fenced_link()),
        1 => parts(any),
    ];
    (2..=LOCATIONS, rings)
        .prop_map(|(locations, parts)| linked(locations, &parts))
        .boxed()
}

fn parts(link: BoxedStrategy<Link>) -> BoxedStrategy<Vec<(Edge, Link)>> {
    let part = (edge(), link);
    prop_oneof![1 => vec(part.clone(), 2), 4 => vec(part, 3)].boxed()
}

/// The threads that have these parts.
fn linked(locations: usize, parts: &[(Edge, Link)]) -> Vec<Vec<Instruction>> {
    let mut location = 0;
    let mut firsts: Vec<Option<Operation>> = vec![None; parts.len()];
    let mut lasts: Vec<Vec<Operation>> = Vec::new();
    for (index, (edge, link)) in parts.iter().enumerate() {
        let single = link.single && index > 0;
        location = (location + usize::from(edge.elsewhere && !single)) % locations;
        let here = |access: Option<Operation>| access.map(|access| access.at(location));
        let last = [edge.head, edge.first].map(here).into_iter().flatten();
        lasts.push(last.filter(|_| !single).collect());
        firsts[(index + 1) % parts.len()] = here(edge.second);
    }
    let threads = firsts.into_iter().zip(lasts).zip(parts);
    threads
        .map(|((first, last), (_, link))| {
            let access = |access: Operation| {
                always(if link.relaxed {
                    access.relaxed()
                } else {
                    access
                })
            };
            let mut thread: Vec<Instruction> = first.into_iter().map(access).collect();
            if !last.is_empty() {
                thread.extend(link.between.iter().flatten());
                let location = |access: Option<&Operation>| access?.location();
                if link.detour && location(first.as_ref()) == location(last.first()) {
                    thread.push(always(Operation::CellRead { cell: 0 }));
                }
                thread.extend(last.into_iter().map(access));
            }
            thread.extend(link.after);
            thread
        })
        .collect()
}

fn edge() -> BoxedStrategy<Edge> {
    let ends = prop_oneof![
        // rf
        2 => (weighted(0.2, store(SYNCHRONIZING)), writes(SYNCHRONIZING), reads(SYNCHRONIZING)),
        // rb
        2 => (Just(None), reads(SC), writes(SC)),
        // mo
        1 => (Just(None), writes(SC), writes(SC)),
    ];
    let edge = |((head, first, second), elsewhere)| Edge {
        head,
        first,
        second,
        elsewhere,
    };
    (ends, proptest::bool::weighted(0.7)).prop_map(edge).boxed()
}

fn writes(style: Style) -> impl Strategy<Value = Option<Operation>> {
    mostly(prop_oneof![3 => store(style), 1 => update(style)])
}

fn reads(style: Style) -> impl Strategy<Value = Option<Operation>> {
    mostly(prop_oneof![3 => load(style), 1 => update(style)])
}

fn ordered_link() -> BoxedStrategy<Link> {
    let fence = weighted(0.1, fence(ORDERED).prop_map(always));
    link(false, fence.prop_map(|fence| vec![fence]).boxed())
}

fn fenced_link() -> BoxedStrategy<Link> {
    let other = || {
        weighted(
            0.3,
            prop_oneof![load(FENCED), store(FENCED)].prop_map(always),
        )
    };
    let between = (other(), mostly(fence(FENCED).prop_map(always)), other());
    let between = between.prop_map(|(before, fence, after)| vec![before, fence, after]);
    link(true, between.boxed())
}

fn link(relaxed: bool, between: BoxedStrategy<Vec<Option<Instruction>>>) -> BoxedStrategy<Link> {
    let flags = [0.2, 0.8].map(proptest::bool::weighted);
    let after = weighted(0.3, instruction(ANYTHING));
    let link = move |([single, detour], between, after): ([bool; 2], _, _)| Link {
        single,
        detour,
        relaxed,
        between,
        after,
    };
    (flags, between, after).prop_map(link).boxed()
}
