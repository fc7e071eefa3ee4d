//! The time-stamp counter, its rate, and waiting by it.

use core::arch::asm;
use core::hint::spin_loop;
use latchwork_atomic::{AtomicU64, Ordering};
use x86_64::instructions::port::Port;

/// The PIT's input.
const PIT_HZ: u64 = 1_193_182;
/// A calibration run: 2 ms, shorter than what a host usually lets a CPU run for.
const PIT_COUNT: u16 = 2_386;
const RUNS: usize = 20;

static TICKS_PER_SECOND: AtomicU64 = AtomicU64::new(0);

/// The counter's value, read after all that comes before.
#[inline]
pub(crate) fn ticks() -> u64 {
    let (low, high): (u32, u32);
    // SAFETY: every CPU in long mode has the fence and the counter. As far as the
    // compiler knows it accesses memory, so nothing is moved across it.
    unsafe {
        asm!("lfence", "rdtsc", out("eax") low, out("edx") high,
            options(nostack, preserves_flags));
    }
    u64::from(high) << 32 | u64::from(low)
}

/// How often the counter advances in a second; 0 until [`calibrate`] is done.
pub(crate) fn ticks_per_second() -> u64 {
    // Relaxed: the boot CPU sets it before others start, so starting them
    // orders it; no other access depends on it.
    TICKS_PER_SECOND.load(Ordering::Relaxed)
}

/// Finds the counter's rate. Takes about 40 ms.
pub(crate) fn calibrate() {
    // Whatever disturbs a run makes it longer, so the shortest is the truest.
    let shortest = (0..RUNS).map(|_| ticks_of_one_shot()).min().unwrap_or(0);
    let rate = shortest * PIT_HZ / u64::from(PIT_COUNT);
    assert!(rate > 0, "the time-stamp counter does not advance");
    // Relaxed: the boot CPU stores it before it starts the others.
    TICKS_PER_SECOND.store(rate, Ordering::Relaxed);
}

/// Waits at least so long.
pub(crate) fn delay_us(microseconds: u64) {
    within_us(microseconds, || false);
}

/// Polls `condition` until it holds, for at least so long. Returns whether it
/// came to hold.
pub(crate) fn within_us(microseconds: u64, condition: impl Fn() -> bool) -> bool {
    let begin = ticks();
    let limit = microseconds * ticks_per_second() / 1_000_000;
    loop {
        // The clock first: a CPU that was not running for a while then still
        // looks once more.
        let over = ticks() - begin >= limit;
        if condition() {
            return true;
        }
        if over {
            return false;
        }
        spin_loop();
    }
}

/// Counts ticks while the PIT's channel 2 counts down once.
fn ticks_of_one_shot() -> u64 {
    const GATE: u8 = 1 << 0;
    const SPEAKER: u8 = 1 << 1;
    const OUTPUT: u8 = 1 << 5;
    /// Channel 2, low byte then high byte, mode 0: output rises at zero.
    const ONE_SHOT: u8 = 0b1011_0000;
    /// In polls; a channel that counts is done long before.
    const PATIENCE: usize = 10_000_000;
    const ABSENT: u8 = 0xff;

    let [low, high] = PIT_COUNT.to_le_bytes();
    let mut control = Control(Port::new(0x61));
    assert!(control.read() != ABSENT, "there is no PIT: is this a PC?");
    control.change(|value| value & !SPEAKER | GATE);
    let mut command = Port::<u8>::new(0x43);
    let mut counter = Port::<u8>::new(0x42);
    // SAFETY: the boot CPU alone uses the PIT.
    unsafe { command.write(ONE_SHOT) };
    // SAFETY: the boot CPU alone uses the PIT.
    unsafe { counter.write(low) };
    // The gate is open, so the last byte starts the count. Nothing may come
    // between that and the ticks before it which could make the run shorter.
    let begin = ticks();
    // SAFETY: the boot CPU alone uses the PIT.
    unsafe { counter.write(high) };
    for _ in 0..PATIENCE {
        if control.read() & OUTPUT != 0 {
            return ticks() - begin;
        }
        spin_loop();
    }
    panic!("the PIT does not count");
}

/// System control port B, which gates the PIT's channel 2.
struct Control(Port<u8>);

impl Control {
    fn read(&mut self) -> u8 {
        // SAFETY: reading it changes nothing.
        unsafe { self.0.read() }
    }

    /// Changes the gate's bit or the speaker's.
    fn change(&mut self, change: impl Fn(u8) -> u8) {
        let value = change(self.read());
        // SAFETY: the boot CPU alone uses what these bits control.
        unsafe { self.0.write(value) };
    }
}
