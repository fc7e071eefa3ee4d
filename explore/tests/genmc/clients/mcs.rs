//! The MCS lock (Mellor-Crummey and Scott, 1991).

use super::Lock;
use latchwork_explore::sync::atomic::{AtomicBool, AtomicPtr};
use std::array;
use std::ptr;
use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release};

/// The orderings of its accesses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Orders {
    /// Joining the queue.
    pub(crate) swap: Ordering,
    /// Linking the own node to the one in front.
    pub(crate) link: Ordering,
    /// Waiting for the hand-off.
    pub(crate) wait: Ordering,
    /// Looking for a successor.
    pub(crate) look: Ordering,
    /// Leaving the queue empty.
    pub(crate) leave: Ordering,
    /// Waiting for a successor that has not linked itself yet.
    pub(crate) wait_link: Ordering,
    /// The hand-off.
    pub(crate) hand: Ordering,
}

impl Default for Orders {
    fn default() -> Self {
        Self {
            // Acquires what the last holder released when it left the queue
            // empty; releases the own node's initial values to the successor.
            swap: AcqRel,
            // Pairs with `look` and `wait_link`: without it the hand-off may come
            // before the successor's `locked` in modification order.
            link: Release,
            // Pairs with `hand`.
            wait: Acquire,
            look: Acquire,
            // Pairs with `swap`.
            leave: Release,
            wait_link: Acquire,
            hand: Release,
        }
    }
}

/// A place in the queue.
struct Node {
    next: AtomicPtr<Node>,
    locked: AtomicBool,
}

/// The lock, with a node for each thread, which it never moves.
pub(crate) struct Mcs<const THREADS: usize> {
    tail: AtomicPtr<Node>,
    nodes: Box<[Node; THREADS]>,
    orders: Orders,
}

impl<const THREADS: usize> Mcs<THREADS> {
    pub(crate) fn new(orders: Orders) -> Self {
        Self {
            tail: AtomicPtr::new(ptr::null_mut()),
            nodes: Box::new(array::from_fn(|_| Node {
                next: AtomicPtr::new(ptr::null_mut()),
                locked: AtomicBool::new(false),
            })),
            orders,
        }
    }
}

impl<const THREADS: usize> Lock for Mcs<THREADS> {
    fn lock(&self, thread: usize) -> bool {
        let node = &self.nodes[thread];
        // Relaxed: `swap` and `link` release them.
        node.next.store(ptr::null_mut(), Relaxed);
        node.locked.store(true, Relaxed);
        let this = ptr::from_ref(node).cast_mut();
        let front = self.tail.swap(this, self.orders.swap);
        // SAFETY: only pointers to nodes are stored, and these live as the lock does.
        if let Some(front) = unsafe { front.as_ref() } {
            front.next.store(this, self.orders.link);
            node.locked.await_until(self.orders.wait, |locked| !locked);
        }
        true
    }

    fn unlock(&self, thread: usize) {
        let node = &self.nodes[thread];
        let this = ptr::from_ref(node).cast_mut();
        let mut next = node.next.load(self.orders.look);
        if next.is_null() {
            let left = self
                .tail
                // Relaxed: that it failed says all.
                .compare_exchange(this, ptr::null_mut(), self.orders.leave, Relaxed);
            if left.is_ok() {
                return;
            }
            next = node
                .next
                .await_until(self.orders.wait_link, |next| !next.is_null());
        }
        // SAFETY: as in `lock`; and it is not null.
        let next = unsafe { &*next };
        next.locked.store(false, self.orders.hand);
    }
}
