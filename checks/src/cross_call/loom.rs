//! What loom leaves out, and why.

use crate::table::{Cell, left_out};

/// Not explored: no interrupts.
pub(super) const NONE: Cell = left_out(NO_INTERRUPTS);

pub(super) const NO_INTERRUPTS: &str = "it has no interrupts, since it cannot draw";
