//! Twins of what a CPU does between two polls.

use latchwork_lock::Relax;
use std::thread;

/// Doubles what it waits for, up to a limit, and then never polls again.
#[derive(Debug)]
pub(crate) struct Deaf(u32);

impl Relax for Deaf {
    fn new() -> Self {
        Self(1)
    }

    fn relax(&mut self) {
        if self.0 >= 4 {
            loop {
                thread::park();
            }
        }
        self.0 *= 2;
        thread::yield_now();
    }
}
