//! No CPU runs under other rules than the boot CPU.

use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::selftest::{MachineTest, Verdict, all_alike};
use x86_64::registers::control::{Cr0, Cr3, Cr4, Efer};

/// What decides how memory is translated and protected is alike on all CPUs: the
/// control registers, and the root of the page tables.
pub(super) const TEST: MachineTest = MachineTest {
    name: "registers",
    run: registers,
};

fn registers(machine: &dyn Machine) -> Verdict {
    all_alike(machine, "CR0", Cr0::read_raw)?;
    all_alike(machine, "CR3", || {
        Cr3::read_raw().0.start_address().as_u64()
    })?;
    all_alike(machine, "CR4", Cr4::read_raw)?;
    all_alike(machine, "EFER", Efer::read_raw)
}
