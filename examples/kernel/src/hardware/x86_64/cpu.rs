//! A CPU.

use crate::hardware::CPUS;
use crate::hardware::x86_64::flag;
use core::arch::asm;

/// The numbers of all CPUs. The base of `gs` is where the CPU's own is.
static NUMBERS: [usize; CPUS] = {
    let mut numbers = [0; CPUS];
    let mut cpu = 0;
    while cpu < CPUS {
        numbers[cpu] = cpu;
        cpu += 1;
    }
    numbers
};

/// Makes `cpu` the number of the calling CPU.
///
/// # Safety
///
/// Once on each CPU, with another number.
pub unsafe fn install(cpu: usize) {
    const GS_BASE: u32 = 0xc000_0101;
    let base = &raw const NUMBERS[cpu] as u64;
    // SAFETY: `gs` is used for nothing but the number.
    unsafe {
        asm!("wrmsr", in("ecx") GS_BASE, in("eax") base as u32, in("edx") (base >> 32) as u32, options(nostack));
    }
}

/// The number of the calling CPU.
#[inline]
pub fn number() -> usize {
    let number;
    // SAFETY: it reads what `install` has set.
    unsafe { asm!("mov {}, gs:[0]", out(reg) number, options(readonly, nostack, preserves_flags)) };
    number
}

/// Waits for an interrupt; they are on.
pub fn wait_for_interrupt() {
    // SAFETY: it waits.
    unsafe { asm!("hlt", options(nostack)) };
}

/// Does nothing any more.
pub fn sleep() -> ! {
    flag::interrupts_off();
    loop {
        wait_for_interrupt();
    }
}

/// What a waiter does between polls: with a PAUSE the emulator goes on with another CPU.
pub use latchwork_lock::SpinHint as EndTurn;
