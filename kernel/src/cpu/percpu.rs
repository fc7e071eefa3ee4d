//! What each CPU has for itself, found through its GS base.

use core::arch::asm;
use core::mem::offset_of;
use latchwork_kernel_lib::MAX_CPUS;
use x86_64::VirtAddr;
use x86_64::registers::model_specific::GsBase;

use super::descriptors::Descriptors;
use super::work::Mailbox;

/// One CPU's data. Its stacks are in [`crate::memory::stacks`].
#[repr(align(128))] // Two CPUs' mailboxes share no cache line, nor a pair of them.
pub(crate) struct PerCpu {
    number: usize,
    /// Its segments.
    pub(super) descriptors: Descriptors,
    /// What it has to do.
    pub(super) mailbox: Mailbox,
}

/// By CPU number.
pub(crate) static PER_CPU: [PerCpu; MAX_CPUS] = {
    let mut cpus = [const { PerCpu::new() }; MAX_CPUS];
    let mut number = 0;
    while number < MAX_CPUS {
        cpus[number].number = number;
        number += 1;
    }
    cpus
};

impl PerCpu {
    const fn new() -> Self {
        Self {
            number: 0,
            descriptors: Descriptors::new(),
            mailbox: Mailbox::new(),
        }
    }
}

/// Makes the calling CPU number `cpu`.
///
/// # Safety
///
/// No other CPU has that number, and this one has no other.
pub(crate) unsafe fn install(cpu: usize) {
    GsBase::write(VirtAddr::from_ptr(&raw const PER_CPU[cpu]));
}

/// The calling CPU's number.
///
/// It may be called once [`install`] has been, which each CPU does first of all.
#[inline(always)]
pub(crate) fn current_cpu() -> usize {
    let number;
    // SAFETY: the GS base points to this CPU's element of `PER_CPU`, whose number
    // never changes.
    unsafe {
        asm!("mov {}, gs:[{}]", out(reg) number, const offset_of!(PerCpu, number),
            options(pure, readonly, nostack, preserves_flags));
    }
    number
}
