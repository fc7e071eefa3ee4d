//! The ticket lock.

use super::Lock;
use latchwork_explore::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

/// The orderings of its accesses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Orders {
    /// Drawing a ticket.
    pub(crate) take: Ordering,
    /// Waiting to be served.
    pub(crate) wait: Ordering,
    /// Serving the next.
    pub(crate) serve: Ordering,
}

impl Default for Orders {
    fn default() -> Self {
        Self {
            // Only its value matters.
            take: Relaxed,
            // Pairs with `serve`: without it the holder does not see what the
            // holder before it has done.
            wait: Acquire,
            serve: Release,
        }
    }
}

pub(crate) struct Ticket {
    next: AtomicUsize,
    serving: AtomicUsize,
    orders: Orders,
}

impl Ticket {
    pub(crate) const fn new(orders: Orders) -> Self {
        Self {
            next: AtomicUsize::new(0),
            serving: AtomicUsize::new(0),
            orders,
        }
    }
}

impl Lock for Ticket {
    fn lock(&self, _: usize) -> bool {
        let ticket = self.next.fetch_add(1, self.orders.take);
        self.serving
            .await_until(self.orders.wait, |serving| serving == ticket);
        true
    }

    fn unlock(&self, _: usize) {
        // Relaxed: the holder has read or stored the newest value.
        let serving = self.serving.load(Relaxed);
        self.serving.store(serving + 1, self.orders.serve);
    }
}
