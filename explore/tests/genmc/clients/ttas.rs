//! The test-and-test-and-set lock: it waits until the flag is clear, then tries
//! to set it. So a thread that fails waits for a later write, and only as many
//! tries fail as there are releases: every execution ends.

use super::Lock;
use latchwork_explore::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// Sets the flag by a swap, which writes also where it fails.
pub(crate) struct Swapping {
    locked: AtomicBool,
}

/// Sets the flag by a compare-exchange, which does not.
pub(crate) struct Comparing {
    locked: AtomicBool,
}

impl Swapping {
    pub(crate) const fn new() -> Self {
        Self {
            locked: AtomicBool::new(false),
        }
    }
}

impl Comparing {
    pub(crate) const fn new() -> Self {
        Self {
            locked: AtomicBool::new(false),
        }
    }
}

impl Lock for Swapping {
    fn lock(&self, _: usize) -> bool {
        loop {
            // Relaxed: the swap acquires.
            self.locked.await_until(Relaxed, |locked| !locked);
            if !self.locked.swap(true, Acquire) {
                return true;
            }
        }
    }

    fn unlock(&self, _: usize) {
        self.locked.store(false, Release);
    }
}

impl Lock for Comparing {
    fn lock(&self, _: usize) -> bool {
        loop {
            // Relaxed: the exchange acquires.
            self.locked.await_until(Relaxed, |locked| !locked);
            let set = self.locked.compare_exchange(false, true, Acquire, Relaxed);
            if set.is_ok() {
                return true;
            }
        }
    }

    fn unlock(&self, _: usize) {
        self.locked.store(false, Release);
    }
}
