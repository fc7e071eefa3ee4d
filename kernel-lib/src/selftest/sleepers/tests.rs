use super::*;
use crate::selftest::twins::{assert_accepted, assert_rejected};
use crate::threads::{ThisThread, Threads};
use core::cell::Cell;
use latchwork_atomic::AtomicBool;
use latchwork_atomic::Ordering::AcqRel;
use latchwork_cpu::CurrentCpu;
use std::thread;
use std::thread_local;

/// By CPU, whether an interrupt is pending.
struct Pending {
    of: [AtomicBool; 4],
    /// Every tenth halt begins by taking what is pending: as if interrupts were turned on before.
    deaf: bool,
}

thread_local! {
    static HALTS: Cell<u32> = const { Cell::new(0) };
}

impl Pending {
    fn new(deaf: bool) -> Self {
        Self {
            of: [const { AtomicBool::new(false) }; 4],
            deaf,
        }
    }

    /// AcqRel: pairs with itself, for what was done before it was sent.
    fn take(&self) -> bool {
        self.of[ThisThread::current()].swap(false, AcqRel)
    }
}

impl SendInterrupt for Pending {
    fn send(&self, cpu: usize) {
        // AcqRel: pairs with the one in `take`.
        self.of[cpu].swap(true, AcqRel);
    }
}

// SAFETY: what is pending ends the halt, unless it is to be deaf, and then this is a twin.
unsafe impl Halt for Pending {
    unsafe fn halt(&self) {
        HALTS.set(HALTS.get() + 1);
        if self.deaf && HALTS.get().is_multiple_of(10) {
            // Long enough that what is awaited is pending.
            thread::sleep(std::time::Duration::from_millis(1));
            self.take();
        }
        while !self.take() {
            thread::yield_now();
        }
        // SAFETY: the caller's promise, that no section is entered.
        unsafe { ThisThread::interrupts_on() };
    }
}

#[test]
fn a_halt_that_sleeps_through_an_interrupt_is_rejected() {
    static SLEEPERS: Sleepers = Sleepers::new();
    let run = |deaf| {
        let pending = Pending::new(deaf);
        SLEEPERS.are_woken::<ThisThread>(&Threads::hasty(4), 50, &pending, &pending)
    };
    assert_rejected(run(true), "times a CPU slept on though it was interrupted");
    assert_accepted(run(false));
}

/// A timer whose handler is called by the next halt, or never.
struct AtHalt<'a> {
    sleepers: &'a Sleepers,
}

impl Timer for AtHalt<'_> {
    fn once(&self, ticks: u64) {
        // Half of them come before the look.
        if ticks.is_multiple_of(2) {
            self.sleepers.tick(ThisThread::current());
        }
    }

    fn every(&self, _ticks: u64) {}

    fn stop(&self) {}
}

// SAFETY: the timer comes in the halt if it has not come before.
unsafe impl Halt for AtHalt<'_> {
    unsafe fn halt(&self) {
        self.sleepers.tick(ThisThread::current());
        // SAFETY: the caller's promise, that no section is entered.
        unsafe { ThisThread::interrupts_on() };
    }
}

#[test]
fn each_cpu_is_woken_by_its_timer() {
    static SLEEPERS: Sleepers = Sleepers::new();
    let timer = AtHalt {
        sleepers: &SLEEPERS,
    };
    assert_accepted(SLEEPERS.are_woken_by_timer::<ThisThread>(
        &Threads::new(4),
        20,
        1,
        &timer,
        &timer,
    ));
}
