//! The test-and-set lock, which spins on a swap.
//!
//! A failed swap of true for true leaves the value as it was, so GenMC blocks the
//! thread at the first one: its executions are those in which each swap that is
//! made succeeds, and `blocked` those in which one fails. There are two locks here:
//!
//! - `Spinning` is the loop as it stands. The explorer leaves out what follows a
//!   failed swap, as GenMC does.
//! - `GivingUp` leaves for good at the first failed swap, as GenMC's threads do.
//!   Its executions without a failed swap are GenMC's complete ones, and those
//!   with one are GenMC's blocked ones.

use super::Lock;
use latchwork_explore::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{self, Acquire, Release};

/// The orderings of its accesses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Orders {
    /// Taking it.
    pub(crate) swap: Ordering,
    /// Releasing it.
    pub(crate) release: Ordering,
}

impl Default for Orders {
    fn default() -> Self {
        Self {
            // Pairs with `release`.
            swap: Acquire,
            release: Release,
        }
    }
}

/// Tries again and again.
pub(crate) struct Spinning {
    locked: AtomicBool,
}

impl Spinning {
    pub(crate) const fn new() -> Self {
        Self {
            locked: AtomicBool::new(false),
        }
    }
}

impl Lock for Spinning {
    fn lock(&self, _: usize) -> bool {
        while self.locked.swap(true, Acquire) {}
        true
    }

    fn unlock(&self, _: usize) {
        self.locked.store(false, Release);
    }
}

/// Tries once.
pub(crate) struct GivingUp {
    locked: AtomicBool,
    orders: Orders,
}

impl GivingUp {
    pub(crate) const fn new(orders: Orders) -> Self {
        Self {
            locked: AtomicBool::new(false),
            orders,
        }
    }
}

impl Lock for GivingUp {
    fn lock(&self, _: usize) -> bool {
        !self.locked.swap(true, self.orders.swap)
    }

    fn unlock(&self, _: usize) {
        self.locked.store(false, self.orders.release);
    }
}
