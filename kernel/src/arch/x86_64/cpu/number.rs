//! The number of the calling CPU, found through its GS base.

use core::arch::asm;
use latchwork_kernel_lib::MAX_CPUS;
use x86_64::VirtAddr;
use x86_64::registers::model_specific::GsBase;

/// By CPU, its number: what its GS base points to.
static NUMBERS: [usize; MAX_CPUS] = {
    let mut numbers = [0; MAX_CPUS];
    let mut cpu = 0;
    while cpu < MAX_CPUS {
        numbers[cpu] = cpu;
        cpu += 1;
    }
    numbers
};

/// Makes the calling CPU number `cpu`.
///
/// # Safety
///
/// No other CPU has that number, and this one has no other.
pub(crate) unsafe fn install(cpu: usize) {
    GsBase::write(VirtAddr::from_ptr(&raw const NUMBERS[cpu]));
}

/// The calling CPU's number.
///
/// It may be called once [`install`] has been, which each CPU does first of all.
#[inline(always)]
pub(crate) fn current_cpu() -> usize {
    let number;
    // SAFETY: the GS base points to this CPU's element of `NUMBERS`, which never
    // changes.
    unsafe {
        asm!("mov {}, gs:[0]", out(reg) number,
            options(pure, readonly, nostack, preserves_flags));
    }
    number
}
