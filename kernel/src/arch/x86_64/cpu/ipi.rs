//! Interprocessor interrupts, by CPU number.

use latchwork_kernel_lib::MAX_CPUS;
use latchwork_kernel_lib::hardware::SendInterrupt;

use super::apic::{self, Message};
use crate::cell::BootCell;

/// The APIC ids of the CPUs that are up or being started, by CPU number.
static APIC_IDS: BootCell<[u32; MAX_CPUS]> = BootCell::new();

/// Says which APIC id the CPU of each number has.
///
/// # Safety
///
/// Called once.
pub(crate) unsafe fn know(ids: [u32; MAX_CPUS]) {
    // SAFETY: the caller's promise.
    unsafe { APIC_IDS.set(ids) };
}

/// The id of CPU `cpu`'s local APIC.
///
/// # Panics
///
/// If nobody has said it yet.
pub(crate) fn apic_id(cpu: usize) -> u32 {
    APIC_IDS.get().expect("CPUs are known when they start")[cpu]
}

/// The interrupt with this vector, to be sent to CPUs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ipi(pub(crate) u8);

impl SendInterrupt for Ipi {
    fn send(&self, cpu: usize) {
        apic::send(apic_id(cpu), Message::Interrupt { vector: self.0 });
    }
}
