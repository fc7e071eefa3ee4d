//! What Latchwork's locks must know of a CPU: said once, here.

use crate::hardware::{CPUS, arch, number};
use latchwork_cpu::{Cpu, CurrentCpu, Nesting, Nestings};

/// The CPU that this runs on.
pub struct ThisCpu;

static NESTINGS: Nestings<CPUS> = Nestings::new();

// SAFETY: each CPU has its own number, and there are no threads that could be moved: what the
// MCS lock asks for.
unsafe impl CurrentCpu for ThisCpu {
    #[inline]
    fn current() -> usize {
        number()
    }
}

// SAFETY: the number and the flag are the CPU's own, and so is its element of `NESTINGS`.
unsafe impl Cpu for ThisCpu {
    #[inline]
    fn index() -> usize {
        number()
    }

    #[inline]
    fn interrupts_off() -> bool {
        arch::flag::interrupts_off()
    }

    #[inline]
    unsafe fn interrupts_on() {
        // SAFETY: the caller's promise.
        unsafe { arch::flag::interrupts_on() };
    }

    #[inline]
    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        look(NESTINGS.of(number()))
    }
}

latchwork_cpu::register!(ThisCpu);
