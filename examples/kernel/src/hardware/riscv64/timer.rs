//! The timer of each hart.

use crate::hardware::riscv64::cpu::EndTurn;
use crate::hardware::riscv64::{flag, sbi};
use crate::hardware::wait::wait_until;
use core::arch::asm;

/// Between two interrupts: 1 ms of `virt`'s clock.
const PERIOD: usize = 10_000;

/// sie.STIE.
const TIMER: usize = 1 << 5;

/// Lets the timer interrupt this CPU from now on, again and again.
pub fn start_timer() {
    set_next();
    // SAFETY: the handler is there.
    unsafe { asm!("csrs sie, {}", in(reg) TIMER, options(nostack)) };
    // SAFETY: nothing relies on their being off.
    unsafe { flag::interrupts_on() };
}

/// Turns this CPU's interrupts off for good.
pub fn stop_timer() {
    flag::interrupts_off();
}

/// The next interrupt is a period from now.
pub fn set_next() {
    sbi::set_timer(now() + PERIOD);
}

/// Waits for `count` periods, without a need for interrupts.
pub fn wait_periods(count: u32) {
    let begin = now();
    wait_until::<EndTurn>(|| now() - begin >= count as usize * PERIOD);
}

fn now() -> usize {
    let time;
    // SAFETY: it reads the clock.
    unsafe { asm!("rdtime {}", out(reg) time, options(nomem, nostack)) };
    time
}
