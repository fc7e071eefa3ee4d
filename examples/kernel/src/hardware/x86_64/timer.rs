//! The timer of each CPU's local APIC.

use crate::hardware::wait::wait_until;
use crate::hardware::x86_64::cpu::EndTurn;
use crate::hardware::x86_64::vector::TIMER;
use crate::hardware::x86_64::{apic, flag};

/// Between two interrupts: 1 ms of QEMU's clock.
const PERIOD: u32 = 1_000_000;

/// Lets the timer interrupt this CPU from now on, again and again.
pub fn start_timer() {
    apic::start_timer(TIMER, PERIOD);
    // SAFETY: nothing relies on their being off.
    unsafe { flag::interrupts_on() };
}

/// Turns this CPU's interrupts off for good.
pub fn stop_timer() {
    flag::interrupts_off();
}

/// Waits for `count` periods, without a need for interrupts.
pub fn wait_periods(count: u32) {
    let mut ends = 0;
    let mut last = apic::timer_count();
    wait_until::<EndTurn>(|| {
        let now = apic::timer_count();
        // It counts down, and begins again.
        ends += u32::from(now > last);
        last = now;
        ends == count
    });
}
