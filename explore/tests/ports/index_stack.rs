//! A stack in a fixed array (Treiber, 1986): nodes are named by their index, and
//! those that are not in use are in a stack of their own, the free list.
//!
//! A pop reads the top node and the one below it, then replaces the one by the
//! other if the top is still the same. Without tags "the same" is not enough: the
//! node may have been popped and pushed again in between, with another below it
//! (the ABA problem). With `TAGGED` the top carries a count of changes, which the
//! exchange compares, too.

use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::{AtomicU32, AtomicU64};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// The index of no node.
const NONE: u32 = u32::MAX;

/// The top of a stack of nodes: a tag and an index.
struct Top<const TAGGED: bool>(AtomicU64);

fn index(top: u64) -> u32 {
    top as u32
}

impl<const TAGGED: bool> Top<TAGGED> {
    const fn new(index: u32) -> Self {
        Self(AtomicU64::new(index as u64))
    }

    /// `index` as the successor of the top `old`.
    fn after(old: u64, index: u32) -> u64 {
        let tag = if TAGGED {
            (old >> 32).wrapping_add(1) << 32
        } else {
            0
        };
        tag | u64::from(index)
    }

    fn push(&self, node: u32, next: &[AtomicU32]) {
        let mut top = self.0.load(Relaxed);
        loop {
            next[node as usize].store(index(top), Relaxed);
            // Release: who pops the node sees what was done to it.
            match self
                .0
                .compare_exchange_weak(top, Self::after(top, node), Release, Relaxed)
            {
                Ok(_) => return,
                Err(now) => top = now,
            }
        }
    }

    fn pop(&self, next: &[AtomicU32]) -> Option<u32> {
        // Acquire: pairs with the push, also across other changes of the top, which
        // continue its release sequence.
        let mut top = self.0.load(Acquire);
        loop {
            let node = index(top);
            if node == NONE {
                return None;
            }
            let below = next[node as usize].load(Relaxed);
            match self
                .0
                .compare_exchange_weak(top, Self::after(top, below), Relaxed, Acquire)
            {
                Ok(_) => return Some(node),
                Err(now) => top = now,
            }
        }
    }
}

/// A stack of at most `N` values.
pub(crate) struct Stack<const N: usize, const TAGGED: bool> {
    top: Top<TAGGED>,
    free: Top<TAGGED>,
    next: [AtomicU32; N],
    values: [UnsafeCell<usize>; N],
}

// SAFETY: a value is reached only by who has popped its node from one of the two
// stacks. That nobody else has is what the explorer checks.
unsafe impl<const N: usize, const TAGGED: bool> Sync for Stack<N, TAGGED> {}

/// A value that was popped, in its node, which is free again when this is dropped.
pub(crate) struct Popped<'a, const N: usize, const TAGGED: bool> {
    stack: &'a Stack<N, TAGGED>,
    node: u32,
}

impl<const N: usize, const TAGGED: bool> Stack<N, TAGGED> {
    /// An empty stack: its nodes are in the free list, the first on top.
    pub(crate) fn new() -> Self {
        let below = |node: usize| if node + 1 < N { node as u32 + 1 } else { NONE };
        Self {
            top: Top::new(NONE),
            free: Top::new(0),
            next: std::array::from_fn(|node| AtomicU32::new(below(node))),
            values: std::array::from_fn(|_| UnsafeCell::new(0)),
        }
    }

    /// Pushes a value.
    ///
    /// # Errors
    ///
    /// The value, if no node is free.
    pub(crate) fn push(&self, value: usize) -> Result<(), usize> {
        let Some(node) = self.free.pop(&self.next) else {
            return Err(value);
        };
        // SAFETY: as for `Sync`.
        self.values[node as usize].with_mut(|place| unsafe { *place = value });
        self.top.push(node, &self.next);
        Ok(())
    }

    /// Pops the value on top.
    pub(crate) fn pop(&self) -> Option<Popped<'_, N, TAGGED>> {
        let node = self.top.pop(&self.next)?;
        Some(Popped { stack: self, node })
    }
}

impl<const N: usize, const TAGGED: bool> Popped<'_, N, TAGGED> {
    pub(crate) fn value(&self) -> usize {
        // SAFETY: as for `Sync`.
        self.stack.values[self.node as usize].with(|place| unsafe { *place })
    }
}

impl<const N: usize, const TAGGED: bool> Drop for Popped<'_, N, TAGGED> {
    fn drop(&mut self) {
        self.stack.free.push(self.node, &self.stack.next);
    }
}
