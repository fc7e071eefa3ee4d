//! The time-stamp counter, its rate, and waiting by it.

use core::arch::asm;
use core::hint::spin_loop;
use latchwork_atomic::{AtomicU64, Ordering};

use super::clock;

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

/// Finds the counter's rate by the best clock that there is, and returns the clock's name;
/// none if there is no clock. Takes about 25 ms.
pub(crate) fn calibrate() -> Option<&'static str> {
    let (clock, rate) = clock::rates(ticks).next()?;
    // Relaxed: the boot CPU stores it before it starts the others.
    TICKS_PER_SECOND.store(rate, Ordering::Relaxed);
    Some(clock)
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
