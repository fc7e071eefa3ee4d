//! No CPU runs under other rules than the boot CPU.

use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::protocol::CpuFeature;
use latchwork_kernel_lib::selftest::{MachineTest, Verdict, all_alike, nothing_is};
use x86_64::registers::control::{Cr0, Cr3, Cr4, Efer};

use crate::arch::cpu::control;

/// What decides how memory is translated and protected is alike on all CPUs: the
/// control registers, and the root of the page tables. No CPU has a feature that it
/// leaves off.
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
    all_alike(machine, "EFER", Efer::read_raw)?;
    if control::in_use().has(CpuFeature::ExtendedSave) {
        // XGETBV is unknown to KVM's emulator of instructions, which runs the whole kernel
        // on hosts without hardware virtualization: CPUID is asked instead.
        all_alike(machine, "bytes of XCR0's state", control::saved_bytes)?;
    }
    let left_off = control::left_off();
    nothing_is("left off", Some(left_off).filter(|it| !it.is_empty()))
}
