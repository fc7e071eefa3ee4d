//! Interrupts: where they come, and what they find.

mod by_hand;
mod nesting;
mod places;
mod protection;
mod raised;
mod waits;

use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::interrupt::Interrupt;
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, Report};
use std::sync::Arc;

pub(super) fn explore(model: impl Fn() + Send + Sync + 'static) -> Report {
    Explorer::new().explore(model)
}

pub(super) fn atomic() -> Arc<AtomicUsize> {
    Arc::new(AtomicUsize::new(0))
}

/// Adds 1, in two steps.
pub(super) fn add(sum: &AtomicUsize) {
    sum.store(sum.load(Relaxed) + 1, Relaxed);
}

/// An interrupt that adds 1 to `sum`.
pub(super) fn adding(sum: &Arc<AtomicUsize>) -> Interrupt {
    let sum = Arc::clone(sum);
    Interrupt::new("timer", move || add(&sum))
}

#[derive(Default)]
pub(super) struct Shared {
    pub(super) value: UnsafeCell<usize>,
}
// SAFETY: the explorer runs one thread at a time.
unsafe impl Sync for Shared {}
// SAFETY: the explorer runs one thread at a time.
unsafe impl Send for Shared {}

impl Shared {
    pub(super) fn add(&self) {
        // SAFETY: the explorer runs one thread at a time.
        self.value.with_mut(|value| unsafe { *value += 1 });
    }
}
