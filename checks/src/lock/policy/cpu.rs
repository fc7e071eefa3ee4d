//! The CPUs of a model, and what plays their handlers.

use latchwork_atomic::model;
use latchwork_cpu::{Cpu, CurrentCpu, Nesting};
use latchwork_suite::lock::ModelCpu;

/// CPUs of a program.
pub(super) const CPUS: usize = 2;

/// A CPU of a model: its handlers, which play CPUs from [`CPUS`] on, run on it.
#[derive(Debug)]
pub(super) struct Physical;

// SAFETY: each thread of a model plays one CPU, and its handlers on it.
unsafe impl CurrentCpu for Physical {
    fn current() -> usize {
        model::current_cpu() % CPUS
    }
}

impl Physical {
    /// Whether this CPU's interrupts are on.
    #[cfg(not(loom))]
    pub(super) fn interrupts_are_on() -> bool {
        model::interrupt::are_on()
    }

    /// Whether this CPU's interrupts are on: under loom there are none.
    #[cfg(loom)]
    pub(super) fn interrupts_are_on() -> bool {
        true
    }
}

// SAFETY: a thread's interrupts are its own, and so is its nesting.
unsafe impl Cpu for Physical {
    fn index() -> usize {
        Self::current()
    }

    fn interrupts_off() -> bool {
        ModelCpu::interrupts_off()
    }

    unsafe fn interrupts_on() {
        // SAFETY: the caller's promise.
        unsafe { ModelCpu::interrupts_on() };
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        ModelCpu::with_nesting(look)
    }
}
