//! The local APIC's timer: each CPU has one, which interrupts it.
//!
//! It is set to a value of the time-stamp counter where CPUID says that this can be done, and
//! counts down otherwise.

use core::arch::asm;
use raw_cpuid::CpuId;
use x86_64::registers::model_specific::Msr;

use super::apic::{self, MASKED, Register};
use super::time;
use crate::cell::BootCell;

/// Of a run of the calibration.
const RUN_US: u64 = 2_000;
const RUNS: usize = 10;

/// The counter counts each 16th tick of the bus.
const DIVIDE_BY_16: u32 = 0b0011;
const ONCE: u32 = 0b00 << 17;
const EVERY: u32 = 0b01 << 17;
const AT: u32 = 0b10 << 17;
/// The value of the time-stamp counter at which the interrupt comes; 0 for never.
const DEADLINE: Msr = Msr::new(0x6e0);

static TIMER: BootCell<Timer> = BootCell::new();

/// What the timers of all CPUs are like.
struct Timer {
    /// Whether it can be set to a value of the time-stamp counter.
    deadline: bool,
    /// How often it counts in a second.
    rate: u64,
}

/// Finds out what the timer can do, and its rate. Takes about 20 ms.
///
/// # Safety
///
/// Called once, on the boot CPU, when the time-stamp counter's rate is known.
pub(crate) unsafe fn calibrate() {
    // Whatever disturbs a run makes it longer, so the shortest is the truest.
    let runs = (0..RUNS).map(|_| counted());
    let (ticks, counts) = runs.min().expect("there is more than one run");
    let rate = counts * time::ticks_per_second() / ticks;
    assert!(rate > 0, "the local APIC's timer does not count");
    let features = CpuId::new().get_feature_info();
    let deadline = features.is_some_and(|features| features.has_tsc_deadline());
    // SAFETY: once.
    unsafe { TIMER.set(Timer { deadline, rate }) };
}

/// How often it counts in a second, and whether it can be set to a time.
pub(crate) fn rate() -> (u64, bool) {
    (timer().rate, timer().deadline)
}

/// Has the timer send the calling CPU the interrupt `vector` once, when `ticks` of the
/// time-stamp counter have gone by. What it was set to before is forgotten.
pub(crate) fn once(vector: u8, ticks: u64) {
    if timer().deadline {
        apic::write(Register::Timer, AT | u32::from(vector));
        // SAFETY: every CPU in long mode has the fence. Without it the deadline might be
        // written before the mode, and be lost.
        unsafe { asm!("mfence", options(nostack, preserves_flags)) };
        // SAFETY: the CPU has the register.
        unsafe { { DEADLINE }.write(time::ticks() + ticks) };
    } else {
        count_down(ONCE, vector, ticks);
    }
}

/// Has the timer send the calling CPU the interrupt `vector` whenever `ticks` of the time-stamp
/// counter have gone by. What it was set to before is forgotten.
pub(crate) fn every(vector: u8, ticks: u64) {
    count_down(EVERY, vector, ticks);
}

/// Has the timer send the calling CPU nothing any more. What it has sent may still come.
pub(crate) fn stop() {
    apic::write(Register::Timer, MASKED);
    apic::write(Register::InitialCount, 0);
}

fn count_down(mode: u32, vector: u8, ticks: u64) {
    apic::write(Register::Divide, DIVIDE_BY_16);
    apic::write(Register::Timer, mode | u32::from(vector));
    apic::write(Register::InitialCount, counts(ticks));
}

/// The count that takes at least so many ticks, if it can be so high.
fn counts(ticks: u64) -> u32 {
    let counts = u128::from(ticks) * u128::from(timer().rate);
    let counts = counts.div_ceil(u128::from(time::ticks_per_second()));
    u32::try_from(counts.max(1)).unwrap_or(u32::MAX)
}

fn timer() -> &'static Timer {
    TIMER.get().expect("the timer is calibrated before its use")
}

/// Counts for a while; returns how many ticks that took, and how many counts.
fn counted() -> (u64, u64) {
    apic::write(Register::Divide, DIVIDE_BY_16);
    apic::write(Register::Timer, MASKED);
    let begin = time::ticks();
    apic::write(Register::InitialCount, u32::MAX);
    time::delay_us(RUN_US);
    let counts = u32::MAX - apic::read(Register::CurrentCount);
    let ticks = time::ticks() - begin;
    apic::write(Register::InitialCount, 0);
    (ticks, u64::from(counts))
}
