//! Machine checks: errors that the hardware itself has noticed.

use core::fmt::{self, Write};
use raw_cpuid::CpuId;
use x86_64::registers::control::{Cr4, Cr4Flags};
use x86_64::registers::model_specific::Msr;

/// How many banks of registers there are, in its low byte.
const CAPABILITIES: u32 = 0x179;
/// What is known of the machine check as a whole.
const STATUS: u32 = 0x17a;
/// What bank 0 says; each bank has four registers.
const BANK_STATUS: u32 = 0x401;
const REGISTERS: u32 = 4;
/// In a bank's status: it says something.
const VALID: u64 = 1 << 63;

/// Lets a machine check come to the calling CPU as an exception, if it can: without this it
/// resets the machine. Called with the IDT in use.
pub(super) fn enable() {
    let features = CpuId::new().get_feature_info();
    if features.is_some_and(|features| features.has_mce()) {
        // SAFETY: the CPU has it, and the exception has a handler.
        unsafe { Cr4::update(|flags| flags.insert(Cr4Flags::MACHINE_CHECK_EXCEPTION)) };
    }
}

/// Writes what the calling CPU's registers say of a machine check that came.
pub(super) fn describe(console: &mut impl Write) -> fmt::Result {
    let features = CpuId::new().get_feature_info();
    if !features.is_some_and(|features| features.has_mca()) {
        return Ok(());
    }
    // SAFETY: the CPU has the registers, and reading them has no effect.
    let read = |register| unsafe { Msr::new(register).read() };
    writeln!(console, "  status {:#x}", read(STATUS))?;
    for bank in 0..read(CAPABILITIES) as u8 {
        let status = read(BANK_STATUS + REGISTERS * u32::from(bank));
        if status & VALID != 0 {
            writeln!(console, "  bank {bank} says {status:#018x}")?;
        }
    }
    Ok(())
}
