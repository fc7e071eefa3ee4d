//! What a CPU does first. docs/fewer-executions.md has the argument.
//!
//! - A CPU's beginning is one step with its first access: between the two there
//!   is nothing that the others could see, and no need to let them run.
//! - Of CPUs that can be renamed the lower-numbered is the first to write.

use crate::reduction::reduction;
use core::cell::{Cell, RefCell};
use std::sync::Arc;
// The host's: ghost state.
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

loom::thread_local! {
    // Not `const { … }`: loom's macro does not take it.
    /// Whether loom is kept from branching until this CPU's first access.
    #[allow(clippy::missing_const_for_thread_local)]
    static BEGINS: Cell<bool> = Cell::new(false);
    /// Of a CPU that has not written yet: its number, and who has.
    #[allow(clippy::missing_const_for_thread_local)]
    static UNWRITTEN: RefCell<Option<(usize, Wrote)>> = RefCell::new(None);
}

/// A bit for each CPU that has written.
pub(crate) type Wrote = Arc<AtomicU64>;

/// The thread that calls this begins to play `cpu`.
pub(crate) fn begin(cpu: usize, wrote: Wrote) {
    UNWRITTEN.with(|unwritten| unwritten.replace(Some((cpu, wrote))));
    // CPU 0 has begun before the others, in the thread that starts them.
    if cpu > 0 && reduction().joined_starts {
        BEGINS.with(|begins| begins.set(true));
        loom::stop_exploring();
    }
}

/// The beginning is over: loom may let others run.
pub(crate) fn end_beginning() {
    if BEGINS.with(|begins| begins.replace(false)) {
        loom::explore();
    }
}

/// This CPU is about to load from an atomic that has been written or not.
///
/// A load of an initial value is part of the beginning: the one value that it
/// can have, it also has right before the next access. Any other is a branch
/// point: it may read one of several values.
pub(crate) fn before_load(written: bool) {
    if written {
        end_beginning();
    }
}

/// This CPU is about to pass a fence, which may tell what comes before it from
/// what comes after it.
pub(crate) fn before_fence() {
    end_beginning();
}

/// This CPU has written, or tried to.
pub(crate) fn after_write() {
    end_beginning();
    if let Some((cpu, wrote)) = UNWRITTEN.with(RefCell::take) {
        // Relaxed, both: the host runs one CPU at a time.
        let before = wrote.fetch_or(1 << cpu, Relaxed);
        if let Some(alike) = reduction().alike_from
            && (alike..cpu).any(|lower| before & 1 << lower == 0)
        {
            loom::skip_branch();
        }
    }
}
