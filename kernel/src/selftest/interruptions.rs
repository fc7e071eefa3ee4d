//! What interrupts the CPUs in self-tests.

use latchwork_cpu::Cpu;
use latchwork_kernel_lib::selftest::{Failure, Interruptions, Verdict};

use crate::arch::cpu::vector::SELF_TEST;
use crate::arch::cpu::{apic, time, timer};
use crate::arch::trap::handlers::{self, Handler};
use crate::arch::trap::watchdog;
use crate::machine::ThisCpu;

/// Registers a self-test's handler.
pub(super) fn handle(vector: u8, handler: Handler) -> Verdict {
    handlers::register(vector, handler)
        .map_err(|refused| Failure::new(format_args!("the handler was refused: {refused:?}")))
}

/// Interrupts are as they were when work began: on, if CPUs are watched. A CPU that waits then
/// for others must go on ticking.
fn let_none_come() {
    if !watchdog::is_on() {
        ThisCpu::interrupts_off();
    }
}

/// Each CPU interrupts itself, by [`SELF_TEST`].
pub(super) struct OfItself;

impl Interruptions for OfItself {
    fn begin(&self) {
        // SAFETY: work is in no section with interrupts off.
        unsafe { ThisCpu::interrupts_on() };
    }

    fn interrupt(&self) {
        apic::interrupt_self(SELF_TEST);
    }

    fn end(&self) {
        let_none_come();
    }
}

/// Each CPU is interrupted by its timer.
pub(super) struct OfTimer {
    pub(super) vector: u8,
    pub(super) period_us: u64,
}

impl Interruptions for OfTimer {
    fn begin(&self) {
        timer::every(
            self.vector,
            self.period_us * time::ticks_per_second() / 1_000_000,
        );
        // SAFETY: work is in no section with interrupts off.
        unsafe { ThisCpu::interrupts_on() };
    }

    fn interrupt(&self) {}

    fn end(&self) {
        timer::stop();
        let_none_come();
    }
}
