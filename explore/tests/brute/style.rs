//! What the instructions of a random program are like.

use proptest::option::weighted;
use proptest::prelude::*;

use crate::program::{Instruction, LOCATIONS, Operation};

/// What the programs of one kind are rich in, so that each rule of the memory
/// model is of consequence in some.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Weights of `Relaxed`, of `Acquire` and `Release`, and of `SeqCst`.
    pub(crate) orders: [u32; 3],
    /// The last two for fences, which are never `Relaxed`.
    pub(crate) fence_orders: [u32; 2],
    /// Weights of operations, where loads and stores have 8.
    pub(crate) fences: u32,
    pub(crate) updates: u32,
    pub(crate) awaits: u32,
    pub(crate) cell_reads: u32,
    /// How probable it is that an instruction has a guard.
    pub(crate) guards: f64,
    /// Weights of the locations.
    pub(crate) locations: [u32; LOCATIONS],
}

pub(crate) const ANYTHING: Style = Style {
    orders: [2, 2, 2],
    fence_orders: [1, 1],
    fences: 4,
    updates: 8,
    awaits: 1,
    cell_reads: 0,
    guards: 0.15,
    locations: [4, 4, 1],
};

/// Programs without synchronization but by fences.
pub(crate) const FENCED: Style = Style {
    orders: [8, 1, 1],
    fence_orders: [1, 2],
    fences: 6,
    updates: 3,
    awaits: 0,
    cell_reads: 0,
    guards: 0.05,
    locations: [4, 4, 1],
};

/// Programs in which the order of SC accesses matters.
pub(crate) const ORDERED: Style = Style {
    orders: [1, 1, 4],
    fence_orders: [1, 1],
    fences: 1,
    updates: 2,
    awaits: 0,
    cell_reads: 1,
    guards: 0.05,
    locations: [3, 3, 1],
};

/// Mostly there: that it may be missing is for shrinking.
pub(crate) fn mostly<S: Strategy>(some: S) -> impl Strategy<Value = Option<S::Value>> {
    weighted(0.97, some)
}

/// Without a guard.
pub(crate) fn always(operation: Operation) -> Instruction {
    Instruction {
        guard: None,
        operation,
    }
}
