//! How often each vector has come to each CPU, and whether it is in a handler.

use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicBool, AtomicU64, Ordering};
use latchwork_kernel_lib::hardware::PerCpu;
use latchwork_kernel_lib::protocol::Record;
use latchwork_kernel_lib::{MAX_CPUS, Machine};

use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::{count, vector};

/// What a CPU notes of the vectors that come to it.
struct Tally {
    in_handler: AtomicBool,
    came: [AtomicU64; 256],
}

static TALLIES: PerCpu<Tally> = PerCpu::new([const { CachePadded::new(Tally::new()) }; MAX_CPUS]);

impl Tally {
    const fn new() -> Self {
        Self {
            in_handler: AtomicBool::new(false),
            came: [const { AtomicU64::new(0) }; 256],
        }
    }

    #[inline(always)]
    fn count(&self, vector: u8) {
        let count = &self.came[usize::from(vector)];
        // Relaxed, both: only this CPU writes it, and no handler is interrupted by its own
        // vector.
        count.store(count.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }
}

/// Counts a vector that has come to the calling CPU.
pub(super) fn count(vector: u8) {
    TALLIES[current_cpu()].count(vector);
}

/// Counts a vector that has come to the calling CPU, and calls its handler.
#[inline(always)]
pub(super) fn count_and_call(vector: u8, handler: fn()) {
    let tally = &TALLIES[current_cpu()];
    tally.count(vector);
    // Relaxed, both: only this CPU uses it, and no handler interrupts another.
    tally.in_handler.store(true, Ordering::Relaxed);
    handler();
    tally.in_handler.store(false, Ordering::Relaxed);
}

/// Whether the calling CPU is in a handler.
pub(crate) fn in_handler() -> bool {
    // Relaxed: this CPU wrote it.
    TALLIES[current_cpu()].in_handler.load(Ordering::Relaxed)
}

/// How often the vector has come to CPU `cpu`.
pub(crate) fn of(cpu: usize, vector: u8) -> u64 {
    // Relaxed: a number, on the strength of which nothing is read.
    TALLIES[cpu].came[usize::from(vector)].load(Ordering::Relaxed)
}

/// Reports how often each vector has come to each CPU.
pub(crate) fn report(machine: &dyn Machine) {
    for vector in 0..=u8::MAX {
        for cpu in 0..count::count() {
            let count = of(cpu, vector);
            if count > 0 {
                machine.report(&Record::Interrupts {
                    vector,
                    name: vector::name(vector),
                    cpu,
                    count,
                });
            }
        }
    }
}
