//! The CPUs of a model.

use latchwork_atomic::model;
use latchwork_cpu::{Cpu, CurrentCpu, Nesting};

/// The CPU that a thread of a model plays, for locks that need to know.
#[derive(Clone, Copy, Debug)]
pub struct ModelCpu;

impl ModelCpu {
    /// The NUMA node of CPU `cpu`, for locks that need to know: on a simulated machine its
    /// own, and elsewhere one of two, in turn.
    pub fn node(cpu: usize) -> usize {
        #[cfg(coherence)]
        let node = latchwork_coherence::node(cpu);
        #[cfg(not(coherence))]
        let node = cpu % 2;
        node
    }
}

// SAFETY: `model::run` gives every thread of a model an index of its own, and a
// lock that is used in a model belongs to that model.
unsafe impl CurrentCpu for ModelCpu {
    fn current() -> usize {
        model::current_cpu()
    }
}

model::thread_local! {
    // Not `const { … }`: the checkers' macros do not take it.
    #[allow(clippy::missing_const_for_thread_local)]
    static NESTING: Nesting = Nesting::new();
}

// SAFETY: each thread of a model has an index, interrupts and a nesting of its own.
unsafe impl Cpu for ModelCpu {
    fn index() -> usize {
        model::current_cpu()
    }

    fn interrupts_off() -> bool {
        // loom and the simulated machine have no interrupts.
        #[cfg(any(loom, coherence))]
        let were_on = false;
        #[cfg(not(any(loom, coherence)))]
        let were_on = model::interrupt::off();
        were_on
    }

    unsafe fn interrupts_on() {
        #[cfg(not(any(loom, coherence)))]
        model::interrupt::on();
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        NESTING.with(look)
    }
}
