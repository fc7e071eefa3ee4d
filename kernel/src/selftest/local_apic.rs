//! No CPU is two.

use latchwork_kernel_lib::selftest::{MachineTest, each_its_own};

use crate::arch::cpu::apic;

/// Each CPU's number stands for a processor of its own: the numbers of their local
/// APICs differ.
pub(super) const TEST: MachineTest = MachineTest {
    name: "local-apic",
    run: |machine| each_its_own(machine, || apic::id().into()),
};
