//! Circles of orders: how one is found, and told once.

use crate::order::graph::report::{Circle, Report, Step, Steps};
use crate::order::graph::table::Table;
use core::fmt::{self, Debug, Formatter};
use latchwork_atomic::Ordering::Relaxed;

/// So many classes a graph has at most, interrupts included.
pub const CLASSES: usize = 128;

/// An order: the numbers of its classes, and of its record.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Edge {
    pub(super) held: u8,
    pub(super) taken: u8,
    pub(super) record: u32,
}

/// The edges of a circle.
struct Found<'a, 'f> {
    table: &'f Table<'a>,
    edges: &'f [Edge],
}

/// What tells a circle, from its edge with the highest number on, from others with the same; not
/// 0.
pub(super) type Mark = fn(&mut dyn Iterator<Item = u32>) -> u32;

/// FNV-1a over the numbers of the records.
pub(super) fn mark(records: &mut dyn Iterator<Item = u32>) -> u32 {
    let bytes = records.flat_map(u32::to_le_bytes);
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash.max(1)
}

impl Table<'_> {
    /// Reports the circle that the order of `held` and `taken` closes, if it does.
    pub(super) fn look(
        &self,
        held: usize,
        taken: usize,
        mark: Mark,
        report: &mut dyn FnMut(&Report<'_>),
    ) {
        let next = self.ways(held);
        let mut edges = [Edge::default(); CLASSES];
        let (mut count, mut from, mut to) = (0, held, taken);
        while let Some(after) = next[to] {
            let record = Self::record(self.cell(from, to)).unwrap_or_default();
            edges[count] = Edge {
                held: from as u8,
                taken: to as u8,
                record,
            };
            count += 1;
            if to == held {
                break;
            }
            (from, to) = (to, after.into());
        }
        self.report(&edges[..count], mark, report);
    }

    /// For each class from which `to` is reached, the next one on the shortest way.
    fn ways(&self, to: usize) -> [Option<u8>; CLASSES] {
        let (mut next, mut queue) = ([None; CLASSES], [None; CLASSES]);
        (next[to], queue[0]) = (Some(to as u8), Some(to as u8));
        let (mut seen, mut looked_at) = (1, 0);
        while let Some(class) = queue.get(looked_at).copied().flatten() {
            looked_at += 1;
            let classes = 0..self.numbers.len();
            for before in classes {
                let leads_there = Self::record(self.cell(before, class.into())).is_some();
                if next[before].is_none() && leads_there {
                    (next[before], queue[seen]) = (Some(class), Some(before as u8));
                    seen += 1;
                }
            }
        }
        next
    }

    /// Reports a circle, if `edges` is one, unless another CPU does: it has been seen by each
    /// whose turn came when all its orders were published. They find the same mark in the same
    /// record. An order may be published after others with higher numbers: then it closes a
    /// circle of its own with them, though one of them has been reported for another (the
    /// known-bad twin `HighestNumber` misses it).
    pub(super) fn report(&self, edges: &[Edge], mark: Mark, report: &mut dyn FnMut(&Report<'_>)) {
        let highest = (0..edges.len()).max_by_key(|index| edges[*index].record);
        let (before, rest) = edges.split_at(highest.unwrap_or_default());
        let Some(first) = rest.first() else { return };
        let mark = mark(&mut rest.iter().chain(before).map(|edge| edge.record));
        // Relaxed: of those who bring the same mark one is the first. Three CPUs that close two
        // circles at the same time may say one of them twice.
        if self.records[first.record as usize]
            .reported
            .swap(mark, Relaxed)
            == mark
        {
            return;
        }
        let found = Found { table: self, edges };
        report(&Report::Circle(Circle { steps: &found }));
    }
}

impl Debug for Found<'_, '_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.edges.fmt(f)
    }
}

impl<'f> Steps<'f> for Found<'f, 'f> {
    fn step(&self, index: usize) -> Option<Step<'f>> {
        let edge = self.edges.get(index)?;
        let record = self.table.records.get(edge.record as usize)?;
        Some(Step {
            held: self.table.named(edge.held.into()),
            held_at: record.held_at.get()?,
            taken: self.table.named(edge.taken.into()),
            taken_at: record.taken_at.get()?,
        })
    }
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod one_cpu {
    use super::*;
    use crate::order::graph::memory::OrderGraph;

    /// What FNV's authors publish: a hash, and the shortest bytes whose hash is 0.
    #[test]
    fn a_mark_is_the_hash_of_the_records_and_not_0() {
        for (bytes, expected) in [(*b"foob", 0x3f50_76ef), ([0xcc, 0x24, 0x31, 0xc4], 1)] {
            let records = [u32::from_le_bytes(bytes)];
            assert_eq!(mark(&mut records.into_iter()), expected, "{bytes:?}");
        }
    }

    /// Whichever mark is the greater.
    #[test]
    fn circles_of_one_highest_record_are_told_by_their_marks() {
        let graph: OrderGraph<1, 2, 1> = OrderGraph::new();
        let orders = graph.orders();
        let marks: [(Mark, bool); 5] = [
            (|_| 2, true),
            (|_| 2, false),
            (|_| 1, true),
            (|_| 1, false),
            (|_| 2, true),
        ];
        for (mark, expected) in marks {
            let mut is_told = false;
            let tell = &mut |_: &Report<'_>| is_told = true;
            orders.table.report(&[Edge::default()], mark, tell);
            assert_eq!(is_told, expected);
        }
    }
}
