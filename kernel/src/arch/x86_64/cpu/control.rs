//! The bits of the control registers that every CPU enters long mode with.

use x86_64::registers::control::{Cr0Flags, Cr4Flags, EferFlags};

/// Paging and write protection on; caches on, which INIT turns off.
pub(crate) const CR0: u32 = Cr0Flags::PAGING
    .union(Cr0Flags::WRITE_PROTECT)
    .union(Cr0Flags::NUMERIC_ERROR)
    .union(Cr0Flags::EXTENSION_TYPE)
    .union(Cr0Flags::MONITOR_COPROCESSOR)
    .union(Cr0Flags::PROTECTED_MODE_ENABLE)
    .bits() as u32;
/// Tables of 64-bit entries, which long mode needs.
pub(crate) const CR4: u32 = Cr4Flags::PHYSICAL_ADDRESS_EXTENSION.bits() as u32;
/// Long mode, and pages that cannot be executed.
pub(crate) const EFER: u32 = EferFlags::LONG_MODE_ENABLE
    .union(EferFlags::NO_EXECUTE_ENABLE)
    .bits() as u32;
/// The number of the register for [`EFER`].
pub(crate) const EFER_MSR: u32 = 0xc000_0080;
