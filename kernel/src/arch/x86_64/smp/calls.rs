//! Calls between the machine's CPUs.

use latchwork_cpu::Registered;
use latchwork_kernel_lib::MAX_CPUS;
use latchwork_sched::{CrossCalls, SendInterrupt};

use crate::arch::cpu::apic::{self, Message};
use crate::arch::cpu::vector::CALL;
use crate::arch::trap::handlers;
use crate::cell::BootCell;

/// Calls between the CPUs that are up.
pub(crate) static CALLS: CrossCalls<LocalApic, MAX_CPUS> = CrossCalls::new(LocalApic);

/// The APIC ids of the CPUs that are up or being started, by CPU number.
static APIC_IDS: BootCell<[u32; MAX_CPUS]> = BootCell::new();

/// Interrupts through the local APIC.
#[derive(Debug)]
pub(crate) struct LocalApic;

impl SendInterrupt for LocalApic {
    type Cpu = Registered;

    fn send_interrupt(&self, cpu: usize) {
        let ids = APIC_IDS.get().expect("CPUs are called before they start");
        apic::send(ids[cpu], Message::Call);
    }
}

/// Lets CPUs be called that have these APIC ids, by CPU number, once they are up.
///
/// # Safety
///
/// Called once, on the boot CPU, before another starts.
pub(super) unsafe fn begin(ids: [u32; MAX_CPUS]) {
    // SAFETY: once, before other CPUs start.
    unsafe { APIC_IDS.set(ids) };
    handlers::register(CALL, || CALLS.serve()).expect("nothing else calls CPUs");
}
