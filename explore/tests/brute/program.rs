//! The language of the programs that are compared.

use std::sync::atomic::Ordering;

/// Atomic locations of a program.
pub(crate) const LOCATIONS: usize = 2;

/// Cells of a program.
pub(crate) const CELLS: usize = 2;

/// What some threads do. Atomics and cells begin with 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) threads: Vec<Vec<Instruction>>,
}

/// An operation, and when it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instruction {
    /// Only if this holds of the value that the thread read last (0 if none).
    pub(crate) guard: Option<Condition>,
    pub(crate) operation: Operation,
}

/// Of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Is(u64),
    IsNot(u64),
}

impl Condition {
    pub(crate) fn holds(self, value: u64) -> bool {
        match self {
            Self::Is(other) => value == other,
            Self::IsNot(other) => value != other,
        }
    }
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    Constant(u64),
    /// What the thread read last.
    Last,
}

impl Operand {
    pub(crate) fn value(self, last: u64) -> u64 {
        match self {
            Self::Constant(value) => value,
            Self::Last => last,
        }
    }
}

/// One access, or a fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Load {
        location: usize,
        order: Ordering,
    },
    /// Waits until it loads a value of which the condition holds.
    Await {
        location: usize,
        order: Ordering,
        until: Condition,
    },
    Store {
        location: usize,
        order: Ordering,
        value: Operand,
    },
    Swap {
        location: usize,
        order: Ordering,
        value: Operand,
    },
    FetchAdd {
        location: usize,
        order: Ordering,
        amount: u64,
    },
    CompareExchange {
        location: usize,
        weak: bool,
        success: Ordering,
        failure: Ordering,
        expected: u64,
        new: Operand,
    },
    Fence {
        order: Ordering,
    },
    CellRead {
        cell: usize,
    },
    CellWrite {
        cell: usize,
        value: Operand,
    },
}

impl Operation {
    /// The atomic that it accesses.
    pub(crate) fn location(&self) -> Option<usize> {
        match *self {
            Self::Load { location, .. }
            | Self::Await { location, .. }
            | Self::Store { location, .. }
            | Self::Swap { location, .. }
            | Self::FetchAdd { location, .. }
            | Self::CompareExchange { location, .. } => Some(location),
            Self::Fence { .. } | Self::CellRead { .. } | Self::CellWrite { .. } => None,
        }
    }

    /// Whether it may write to an atomic.
    pub(crate) fn may_write(&self) -> bool {
        matches!(
            self,
            Self::Store { .. }
                | Self::Swap { .. }
                | Self::FetchAdd { .. }
                | Self::CompareExchange { .. }
        )
    }

    /// Whether it reads from an atomic.
    pub(crate) fn reads(&self) -> bool {
        self.location().is_some() && !matches!(self, Self::Store { .. })
    }
}
