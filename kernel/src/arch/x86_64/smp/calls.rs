//! Calls between the machine's CPUs.

use latchwork_cpu::Registered;
use latchwork_kernel_lib::MAX_CPUS;
use latchwork_kernel_lib::hardware::SendInterrupt as _;
use latchwork_sched::{CrossCalls, SendInterrupt};

use crate::arch::cpu::ipi::Ipi;
use crate::arch::cpu::vector::CALL;
use crate::arch::trap::handlers;

/// Calls between the CPUs that are up.
pub(crate) static CALLS: CrossCalls<LocalApic, MAX_CPUS> = CrossCalls::new(LocalApic);

/// Interrupts through the local APIC.
#[derive(Debug)]
pub(crate) struct LocalApic;

impl SendInterrupt for LocalApic {
    type Cpu = Registered;

    fn send_interrupt(&self, cpu: usize) {
        Ipi(CALL).send(cpu);
    }
}

/// Lets CPUs be called. Called once, on the boot CPU.
pub(super) fn begin() {
    handlers::register(CALL, || CALLS.serve()).expect("nothing else calls CPUs");
}
