//! What read-modify-writes make of a value.

use std::sync::atomic::Ordering;

/// The integers of an atomic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Width {
    pub(crate) bits: u8,
    pub(crate) signed: bool,
}

/// A read-modify-write of an atomic that holds integers of `width`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct UpdateOp {
    pub(crate) kind: UpdateKind,
    pub(crate) width: Width,
    #[serde(with = "super::ordering")]
    pub(crate) order: Ordering,
}

/// The operation, with its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum UpdateKind {
    Swap(u64),
    Add(u64),
    Sub(u64),
    And(u64),
    Nand(u64),
    Or(u64),
    Xor(u64),
    Max(u64),
    Min(u64),
    CompareExchange {
        expected: u64,
        new: u64,
        #[serde(with = "super::ordering")]
        failure: Ordering,
        weak: bool,
        /// Blocks until it can write.
        waits: bool,
    },
    /// A handler comes, if the line is raised, which is 1: it is 0 then.
    Take {
        /// Blocks until the line is raised. Otherwise the handler may as well not come.
        waits: bool,
    },
}

impl Width {
    /// The value as it is kept: the bits beyond the width are zero.
    fn keep(self, value: u64) -> u64 {
        if self.bits == 64 {
            value
        } else {
            value & ((1 << self.bits) - 1)
        }
    }

    /// A key that orders values as the type does.
    fn rank(self, value: u64) -> u64 {
        if self.signed {
            value ^ (1 << (self.bits - 1))
        } else {
            value
        }
    }
}

impl UpdateOp {
    /// What it writes over `value`; `None` if it does not write.
    pub(crate) fn result(&self, value: u64) -> Option<u64> {
        let width = self.width;
        let written = match self.kind {
            UpdateKind::Swap(new) => new,
            UpdateKind::Add(operand) => value.wrapping_add(operand),
            UpdateKind::Sub(operand) => value.wrapping_sub(operand),
            UpdateKind::And(operand) => value & operand,
            UpdateKind::Nand(operand) => !(value & operand),
            UpdateKind::Or(operand) => value | operand,
            UpdateKind::Xor(operand) => value ^ operand,
            UpdateKind::Max(operand) if width.rank(operand) > width.rank(value) => operand,
            UpdateKind::Min(operand) if width.rank(operand) < width.rank(value) => operand,
            UpdateKind::Max(_) | UpdateKind::Min(_) => value,
            UpdateKind::CompareExchange { expected, new, .. } if value == expected => new,
            UpdateKind::Take { .. } if value == 1 => 0,
            UpdateKind::CompareExchange { .. } | UpdateKind::Take { .. } => return None,
        };
        Some(width.keep(written))
    }

    /// The ordering of the read if it does not write.
    pub(crate) fn failure_order(&self) -> Ordering {
        match self.kind {
            UpdateKind::CompareExchange { failure, .. } => failure,
            _ => self.order,
        }
    }

    /// This update, with the strongest orderings.
    pub(crate) fn sequentially_consistent(mut self) -> Self {
        self.order = Ordering::SeqCst;
        if let UpdateKind::CompareExchange { failure, .. } = &mut self.kind {
            *failure = Ordering::SeqCst;
        }
        self
    }

    /// Whether it is the same operation, up to its operands: they may be
    /// addresses, which differ from run to run.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(&self.kind) == std::mem::discriminant(&other.kind)
            && self.order == other.order
            && self.failure_order() == other.failure_order()
            && self.is_weak() == other.is_weak()
            && self.waits() == other.waits()
    }

    /// Whether it may fail though it could write.
    pub(crate) fn is_weak(&self) -> bool {
        matches!(self.kind, UpdateKind::CompareExchange { weak: true, .. })
    }

    /// Whether it blocks until it can write.
    pub(crate) fn waits(&self) -> bool {
        matches!(
            self.kind,
            UpdateKind::CompareExchange { waits: true, .. } | UpdateKind::Take { waits: true }
        )
    }

    /// Whether it need not be made, whatever there is to read.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self.kind, UpdateKind::Take { waits: false })
    }
}
