//! The heap: an allocator of others, over a lock of Latchwork's through `lock_api`.
//!
//! Handlers do not allocate, so its lock leaves interrupts as they are.

use crate::hardware::{CPUS, EndTurn, ThisCpu};
use alloc::boxed::Box;
use alloc::vec;
use latchwork_lock::McsLock;
use talc::TalcLock;
use talc::source::Claim;

/// The lock of the heap.
type HeapLock = McsLock<ThisCpu, CPUS, EndTurn>;

const SIZE: usize = 1 << 20;

static mut MEMORY: [u8; SIZE] = [0; SIZE];

#[global_allocator]
static HEAP: TalcLock<HeapLock, Claim> =
    // SAFETY: nothing else uses the memory.
    TalcLock::new(unsafe { Claim::array(&raw mut MEMORY) });

/// How many blocks a CPU keeps.
const KEPT: usize = 8;

/// Blocks of one CPU: each is full of its owner's mark for as long as it is there.
pub struct Blocks {
    cpu: usize,
    kept: [Option<Box<[usize]>>; KEPT],
}

impl Blocks {
    /// None yet, of CPU `cpu`.
    pub fn new(cpu: usize) -> Self {
        Self {
            cpu,
            kept: [const { None }; KEPT],
        }
    }

    /// Allocates a block in `round`, and frees an older one.
    ///
    /// # Panics
    ///
    /// If somebody has written to the older one.
    pub fn replace(&mut self, round: usize) {
        let words = 1 + (round * 7 + self.cpu * 3) % 60;
        let block = vec![self.mark(round); words].into_boxed_slice();
        let older = self.kept[round % KEPT].replace(block);
        if let Some(older) = older {
            self.look_at(&older, round - KEPT);
        }
    }

    /// Frees all, after `rounds`.
    ///
    /// # Panics
    ///
    /// If somebody has written to one.
    pub fn free(mut self, rounds: usize) {
        for round in rounds - KEPT..rounds {
            if let Some(block) = self.kept[round % KEPT].take() {
                self.look_at(&block, round);
            }
        }
    }

    fn mark(&self, round: usize) -> usize {
        round * CPUS + self.cpu
    }

    fn look_at(&self, block: &[usize], round: usize) {
        let is_mine = |word: &usize| *word == self.mark(round);
        assert!(
            block.iter().all(is_mine),
            "CPU {}'s block of round {round} was overwritten",
            self.cpu
        );
    }
}

/// How many blocks were ever allocated, and how many are now.
pub fn counts() -> (usize, usize) {
    let heap = HEAP.lock();
    let counters = heap.counters();
    (
        counters.total_allocation_count as usize,
        counters.allocation_count,
    )
}
