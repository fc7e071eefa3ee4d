//! No CPU is two.

use latchwork_kernel_lib::selftest::{MachineTest, each_its_own};
use raw_cpuid::CpuId;

/// Each CPU's number stands for a processor of its own: the numbers of their local
/// APICs differ.
pub(super) const TEST: MachineTest = MachineTest {
    name: "local-apic",
    run: |machine| each_its_own(machine, local_apic),
};

/// The number of the calling CPU's local APIC.
fn local_apic() -> u64 {
    let features = CpuId::new().get_feature_info();
    features.map_or(0, |it| it.initial_local_apic_id().into())
}
