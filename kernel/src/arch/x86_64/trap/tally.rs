//! How often each vector has come, to each CPU.

use core::fmt::{self, Display, Formatter};
use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicU64, Ordering};
use latchwork_kernel_lib::MAX_CPUS;

use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::percpu::PerCpu;
use crate::arch::cpu::{count, vector};
use crate::console::println;

static TALLY: PerCpu<[AtomicU64; 256]> =
    PerCpu::new([const { CachePadded::new([const { AtomicU64::new(0) }; 256]) }; MAX_CPUS]);

/// Counts a vector that has come to the calling CPU.
pub(super) fn count(vector: u8) {
    let count = &TALLY[current_cpu()][usize::from(vector)];
    // Relaxed, both: only this CPU writes it, and no handler is interrupted by its own vector.
    count.store(count.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
}

/// How often the vector has come to CPU `cpu`.
pub(crate) fn of(cpu: usize, vector: u8) -> u64 {
    // Relaxed: a number, on the strength of which nothing is read.
    TALLY[cpu][usize::from(vector)].load(Ordering::Relaxed)
}

/// Prints a line for each vector that has come.
pub(crate) fn print() {
    for vector in 0..=u8::MAX {
        let came = Came(vector);
        if came.by_cpu().any(|count| count > 0) {
            println!("vector {vector:#04x}, {}, came{came}", vector::name(vector));
        }
    }
}

/// How often a vector has come: a number for each CPU.
struct Came(u8);

impl Came {
    fn by_cpu(&self) -> impl Iterator<Item = u64> {
        (0..count::count()).map(|cpu| of(cpu, self.0))
    }
}

impl Display for Came {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.by_cpu().try_for_each(|count| write!(f, " {count}"))
    }
}
