//! What a CPU holds.
//!
//! An entry belongs to its CPU, whose handlers may come between any two accesses, and leave
//! everything as they found it. So an entry is claimed by one exchange before it is filled in,
//! and is there for others only when it is whole. A lock that is released on another CPU is
//! taken from the list of the CPU that took it.

use crate::order::graph::place::Place;
use core::panic::Location;
use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicU32, AtomicUsize, const_fn};

/// So many locks can be held on a CPU at a time.
pub const HELD: usize = 16;

/// The state of an entry that nobody has; any other but `CLAIMED` is the number of a class.
const FREE: u32 = 0;
/// The state of an entry that is being filled in.
const CLAIMED: u32 = u32::MAX;

/// An entry of the list.
pub(super) struct Entry {
    /// `FREE`, `CLAIMED`, or the number of the class.
    state: AtomicU32,
    lock: AtomicUsize,
    at: Place,
}

/// A lock that is held.
pub(super) struct Holding {
    pub(super) lock: usize,
    pub(super) class: usize,
    pub(super) at: &'static Location<'static>,
}

impl Entry {
    const_fn! {
        pub(super) fn free() -> Self {
            Self {
                state: AtomicU32::new(FREE),
                lock: AtomicUsize::new(0),
                at: Place::none(),
            }
        }
    }

    /// The lock that it is about, if it is about one.
    pub(super) fn held(&self) -> Option<Holding> {
        // Acquire: pairs with the Release in `publish`; without it the lock might be one that
        // was held before.
        let state = self.state.load(Acquire);
        if matches!(state, FREE | CLAIMED) {
            return None;
        }
        Some(Holding {
            // Relaxed: the state was read before.
            lock: self.lock.load(Relaxed),
            class: state as usize,
            at: self.at.get()?,
        })
    }

    /// Fills it in, if it is free.
    fn fill(&self, held: &Holding) -> bool {
        // Acquire: pairs with the Release in `clear`; without it what was held here before, on
        // another thread that is wrong about its CPU, might come after this. Relaxed on
        // failure: it is not free, and nothing is done.
        let claimed = self
            .state
            .compare_exchange(FREE, CLAIMED, Acquire, Relaxed)
            .is_ok();
        if claimed {
            self.publish(held);
        }
        claimed
    }

    /// The known-bad twin of `fill`, `Unclaimed`: it looks, and claims nothing.
    #[cfg(feature = "spec")]
    fn fill_unclaimed(&self, held: &Holding) -> bool {
        let free = self.held().is_none();
        if free {
            self.publish(held);
        }
        free
    }

    /// Makes it say what is held.
    fn publish(&self, held: &Holding) {
        // Relaxed: the state publishes it.
        self.lock.store(held.lock, Relaxed);
        self.at.set(held.at);
        // Release: pairs with the Acquire in `held`.
        self.state.store(held.class as u32, Release);
    }

    /// Frees it, if it is about `lock`.
    fn clear(&self, lock: usize) -> bool {
        let is_it = self.held().is_some_and(|held| held.lock == lock);
        if is_it {
            // Release: pairs with the Acquire in `fill`.
            self.state.store(FREE, Release);
        }
        is_it
    }
}

/// Notes that a CPU, whose list is `list`, holds `held`. Whether there was room.
pub(super) fn note(list: &[Entry], held: &Holding) -> bool {
    list.iter().any(|entry| entry.fill(held))
}

/// What the known-bad twin does in place of `note`.
#[cfg(feature = "spec")]
pub(super) fn note_unclaimed(list: &[Entry], held: &Holding) -> bool {
    list.iter().any(|entry| entry.fill_unclaimed(held))
}

/// Notes that nobody holds `lock` any more: it is in one of `lists`, most likely that of `cpu`.
pub(super) fn forget(lists: &[[Entry; HELD]], cpu: usize, lock: usize) {
    let own = lists.get(cpu).into_iter();
    _ = own.chain(lists).flatten().any(|entry| entry.clear(lock));
}
