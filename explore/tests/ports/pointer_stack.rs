//! A stack of nodes on the heap (Treiber, 1986), whose pops free the nodes.
//!
//! A pop looks into the top node before it owns it, so a node that was popped
//! must not be freed while another pop looks. With hazard pointers (Michael, 2004)
//! a thread announces the node that it is about to look into, and makes sure that
//! it still is the top; who has popped a node frees it only when nobody announces
//! it.

use latchwork_explore::alloc::{allocate, free};
use latchwork_explore::cell::UnsafeCell;
use latchwork_explore::sync::atomic::{AtomicPtr, fence};
use std::ptr;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

/// When a popped node is freed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reclaim {
    /// At once.
    AtOnce,
    /// When no hazard pointer announces it.
    Hazards {
        /// Whether fences order announcements and looks at the announcements of
        /// others.
        fenced: bool,
        /// Whether the top is read again after an announcement.
        validated: bool,
        /// Whether an announcement that takes the place of another releases what
        /// this thread has done with that one's node.
        released: bool,
    },
}

/// Hazard pointers as they were published.
pub(crate) const RIGHT: Reclaim = Reclaim::Hazards {
    fenced: true,
    validated: true,
    released: true,
};

struct Node {
    value: UnsafeCell<usize>,
    next: UnsafeCell<*mut Node>,
}

/// A stack for so many threads.
pub(crate) struct Stack<const THREADS: usize> {
    top: AtomicPtr<Node>,
    hazards: [AtomicPtr<Node>; THREADS],
    reclaim: Reclaim,
}

/// A thread's way to the stack.
pub(crate) struct Handle<'a, const THREADS: usize> {
    stack: &'a Stack<THREADS>,
    thread: usize,
    /// Popped by this thread, and not freed yet.
    retired: Vec<*mut Node>,
}

impl<const THREADS: usize> Stack<THREADS> {
    pub(crate) fn new(reclaim: Reclaim) -> Self {
        Self {
            top: AtomicPtr::new(ptr::null_mut()),
            hazards: std::array::from_fn(|_| AtomicPtr::new(ptr::null_mut())),
            reclaim,
        }
    }

    pub(crate) fn handle(&self, thread: usize) -> Handle<'_, THREADS> {
        Handle {
            stack: self,
            thread,
            retired: Vec::new(),
        }
    }
}

impl<const THREADS: usize> Handle<'_, THREADS> {
    pub(crate) fn push(&self, value: usize) {
        let node = allocate(Node {
            value: UnsafeCell::new(value),
            next: UnsafeCell::new(ptr::null_mut()),
        });
        let mut top = self.stack.top.load(Relaxed);
        loop {
            // SAFETY: nobody else has the node yet.
            let own = unsafe { &*node };
            // SAFETY: the node is not in the stack yet.
            own.next.with_mut(|next| unsafe { *next = top });
            // Release: who finds the node sees what is in it.
            match self
                .stack
                .top
                .compare_exchange_weak(top, node, Release, Relaxed)
            {
                Ok(_) => return,
                Err(now) => top = now,
            }
        }
    }

    pub(crate) fn pop(&mut self) -> Option<usize> {
        loop {
            let top = self.protected_top();
            if top.is_null() {
                return None;
            }
            // SAFETY: the node has not been freed. That this is so is what the
            // explorer checks.
            let node = unsafe { &*top };
            // SAFETY: it was written before the node was pushed.
            let next = node.next.with(|next| unsafe { *next });
            // Relaxed: the load has acquired the node, and the next one's push
            // goes on in the release sequence.
            let popped = self
                .stack
                .top
                .compare_exchange_weak(top, next, Relaxed, Relaxed);
            if popped.is_ok() {
                // SAFETY: as for `next`.
                let value = node.value.with(|value| unsafe { *value });
                self.retire(top);
                return Some(value);
            }
        }
    }

    /// The top node, which is not freed before this thread announces another.
    fn protected_top(&self) -> *mut Node {
        let Stack {
            top,
            hazards,
            reclaim,
        } = self.stack;
        loop {
            // Acquire: pairs with the push of the node.
            let node = top.load(Acquire);
            let Reclaim::Hazards {
                fenced,
                validated,
                released,
            } = *reclaim
            else {
                return node;
            };
            // Release: it ends the announcement before it, whose node this thread
            // has looked into. (The fence orders it with what comes next.)
            let order = if released { Release } else { Relaxed };
            hazards[self.thread].store(node, order);
            if fenced {
                // Pairs with the fence in `free_retired`: either that thread sees
                // the announcement, or this one sees that the node is gone.
                fence(SeqCst);
            }
            if !validated || top.load(Acquire) == node {
                return node;
            }
        }
    }

    /// Frees a node that was popped, as soon as it may.
    fn retire(&mut self, node: *mut Node) {
        let Reclaim::Hazards { fenced, .. } = self.stack.reclaim else {
            // SAFETY: it was allocated by `push`, and popped once.
            unsafe { free(node) };
            return;
        };
        // Release: this thread has looked into it before it is freed.
        self.stack.hazards[self.thread].store(ptr::null_mut(), Release);
        self.retired.push(node);
        self.free_retired(fenced);
    }

    /// Frees what nobody announces. The rest stays until the next time, or for
    /// good if this thread does not pop again.
    fn free_retired(&mut self, fenced: bool) {
        if fenced {
            fence(SeqCst);
        }
        // Acquire: pairs with the end of an announcement.
        let announced = self.stack.hazards.each_ref().map(|it| it.load(Acquire));
        self.retired.retain(|&node| {
            let kept = announced.contains(&node);
            if !kept {
                // SAFETY: as in `retire`.
                unsafe { free(node) };
            }
            kept
        });
    }
}
