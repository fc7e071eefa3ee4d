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

/// FNV-1a, word by word, over the numbers of the records.
pub(super) fn mark(records: &mut dyn Iterator<Item = u32>) -> u32 {
    let hash = records.fold(0x811c_9dc5_u32, |hash, record| {
        (hash ^ record).wrapping_mul(0x0100_0193)
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
        let Some(next) = self.ways(taken, held) else {
            return;
        };
        let mut edges = [Edge::default(); CLASSES];
        let (mut count, mut from, mut to) = (0, held, taken);
        loop {
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
            (from, to) = (to, next[to] as usize);
        }
        self.report(&edges[..count], mark, report);
    }

    /// For each class from which `to` is reached, the next one on the way; `None` if it is not
    /// reached from `from`.
    fn ways(&self, from: usize, to: usize) -> Option<[u8; CLASSES]> {
        const UNSEEN: u8 = u8::MAX;
        let (mut next, mut queue) = ([UNSEEN; CLASSES], [0; CLASSES]);
        let mut seen = 1;
        (next[to], queue[0]) = (to as u8, to as u8);
        let mut looked_at = 0;
        while looked_at < seen && next[from] == UNSEEN {
            let class = queue[looked_at];
            looked_at += 1;
            let classes = 0..self.numbers.len();
            for before in classes {
                let leads_there = Self::record(self.cell(before, class as usize)).is_some();
                if next[before] == UNSEEN && leads_there {
                    (next[before], queue[seen]) = (class, before as u8);
                    seen += 1;
                }
            }
        }
        (next[from] != UNSEEN).then_some(next)
    }

    /// Reports a circle, unless another CPU does: it has been seen by each whose turn came
    /// when all its orders were published. They find the same mark in the same record. An order
    /// may be published after others with higher numbers: then it closes a circle of its own
    /// with them, though one of them has been reported for another (the known-bad twin
    /// `HighestNumber` misses it).
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
