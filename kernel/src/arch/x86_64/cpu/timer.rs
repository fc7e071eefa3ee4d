//! The local APIC's timer: each CPU has one, which interrupts it.
//!
//! It is set to a value of the time-stamp counter where CPUID says that this can be done, and
//! counts down otherwise.

use core::arch::asm;
use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicU64, Ordering};
use latchwork_kernel_lib::MAX_CPUS;
use latchwork_kernel_lib::hardware;
use raw_cpuid::CpuId;
use x86_64::registers::model_specific::Msr;

use super::apic::{self, MASKED, Register};
use super::number::current_cpu;
use super::time;
use super::vector;
use crate::cell::BootCell;
use latchwork_kernel_lib::hardware::PerCpu;

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

/// What the calling CPU's timer does while it is set to nothing else: by CPU, for how many
/// ticks it is set again and again, or 0.
static TICK: PerCpu<AtomicU64> =
    PerCpu::new([const { CachePadded::new(AtomicU64::new(0)) }; MAX_CPUS]);

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

/// Has the timer send the calling CPU nothing any more but its [tick], if it has one. What it has
/// sent may still come.
pub(crate) fn stop() {
    // Relaxed: this CPU wrote it.
    match TICK[current_cpu()].load(Ordering::Relaxed) {
        0 => {
            apic::write(Register::Timer, MASKED);
            apic::write(Register::InitialCount, 0);
        }
        ticks => every(vector::TICK, ticks),
    }
}

/// Has the timer send the calling CPU a tick so often in a second, for good, while it is set to
/// nothing else: from [`stop`] on.
pub(crate) fn tick(times: u64) {
    // Relaxed: only this CPU reads it.
    TICK[current_cpu()].store(time::ticks_per_second() / times, Ordering::Relaxed);
    stop();
}

/// The calling CPU's timer, which sends it the interrupt with this vector.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocalTimer(pub(crate) u8);

impl hardware::Timer for LocalTimer {
    fn once(&self, ticks: u64) {
        once(self.0, ticks);
    }

    fn every(&self, ticks: u64) {
        every(self.0, ticks);
    }

    fn stop(&self) {
        stop();
    }
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
