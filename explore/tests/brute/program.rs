//! The language of the programs that are compared.

use std::sync::atomic::Ordering;

/// Atomic locations of a program.
pub(crate) const LOCATIONS: usize = 3;

/// Cells of a program.
pub(crate) const CELLS: usize = 2;

/// What some threads do. Atomics and cells begin with 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) threads: Vec<Vec<Instruction>>,
}

impl Program {
    /// Whether a thread of it may wait.
    pub(crate) fn waits(&self) -> bool {
        let mut instructions = self.threads.iter().flatten();
        instructions.any(|instruction| matches!(instruction.operation, Operation::Await { .. }))
    }
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

    /// This operation on another atomic, if it accesses one.
    pub(crate) fn at(mut self, location: usize) -> Self {
        match &mut self {
            Self::Load { location: at, .. }
            | Self::Await { location: at, .. }
            | Self::Store { location: at, .. }
            | Self::Swap { location: at, .. }
            | Self::FetchAdd { location: at, .. }
            | Self::CompareExchange { location: at, .. } => *at = location,
            Self::Fence { .. } | Self::CellRead { .. } | Self::CellWrite { .. } => {}
        }
        self
    }

    /// This operation without an ordering, if it is an access.
    pub(crate) fn relaxed(mut self) -> Self {
        match &mut self {
            Self::Load { order, .. }
            | Self::Await { order, .. }
            | Self::Store { order, .. }
            | Self::Swap { order, .. }
            | Self::FetchAdd { order, .. } => *order = Ordering::Relaxed,
            Self::CompareExchange {
                success, failure, ..
            } => (*success, *failure) = (Ordering::Relaxed, Ordering::Relaxed),
            Self::Fence { .. } | Self::CellRead { .. } | Self::CellWrite { .. } => {}
        }
        self
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
