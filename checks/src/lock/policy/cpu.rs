//! The CPUs of a model, and what plays their handlers.

use latchwork_atomic::model;
use latchwork_cpu::{Cpu, CurrentCpu, Nesting};

/// CPUs of a program.
pub(super) const CPUS: usize = 2;

/// A CPU of a model: its handlers, which play CPUs from [`CPUS`] on, run on it.
#[derive(Debug)]
pub(super) struct Physical;

model::thread_local! {
    // Not `const { … }`: the checkers' macros do not take it.
    #[allow(clippy::missing_const_for_thread_local)]
    static NESTING: Nesting = Nesting::new();
}

// SAFETY: each thread of a model plays one CPU, and its handlers on it.
unsafe impl CurrentCpu for Physical {
    fn current() -> usize {
        model::current_cpu() % CPUS
    }
}

// SAFETY: a thread's interrupts are its own, and so is its nesting.
#[cfg(not(loom))]
unsafe impl Cpu for Physical {
    fn index() -> usize {
        model::current_cpu() % CPUS
    }

    fn interrupts_off() -> bool {
        model::interrupt::off()
    }

    unsafe fn interrupts_on() {
        model::interrupt::on();
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        NESTING.with(look)
    }

    fn in_handler() -> bool {
        model::interrupt::in_handler()
    }
}

// SAFETY: under loom there are no interrupts.
#[cfg(loom)]
unsafe impl Cpu for Physical {
    fn index() -> usize {
        model::current_cpu() % CPUS
    }

    fn interrupts_off() -> bool {
        false
    }

    unsafe fn interrupts_on() {}

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        NESTING.with(look)
    }
}
