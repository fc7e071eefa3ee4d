//! The control registers: what every CPU enters long mode with, and what it switches on
//! there.

use latchwork_kernel_lib::protocol::{CpuFeature, CpuFeatures};
use raw_cpuid::cpuid;
use x86_64::registers::control::{Cr0Flags, Cr4, Cr4Flags, EferFlags};
use x86_64::registers::xcontrol::XCr0;

use super::feature;
use super::number::current_cpu;
use crate::cell::BootCell;

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

/// What is on, on every CPU alike.
#[derive(Clone, Copy)]
struct InUse {
    features: CpuFeatures,
    /// The register state that XSAVE saves; 0 without it.
    state: u64,
}

static IN_USE: BootCell<InUse> = BootCell::new();

/// Chooses what every CPU switches on: all of [`CpuFeature::WANTED`] that this one, the
/// boot CPU, has.
///
/// # Safety
///
/// Called once, before other CPUs start.
pub(crate) unsafe fn choose() {
    let features = feature::of_this_cpu();
    let saves = features.has(CpuFeature::ExtendedSave);
    let state = if saves { state_of_this_cpu() } else { 0 };
    // SAFETY: as the caller promises.
    unsafe { IN_USE.set(InUse { features, state }) };
}

/// What every CPU switches on; nothing before it is chosen.
pub(crate) fn in_use() -> CpuFeatures {
    IN_USE
        .get()
        .map_or(CpuFeatures::default(), |it| it.features)
}

/// Switches on, on the calling CPU, what was chosen.
///
/// # Panics
///
/// If this CPU has less than the boot CPU.
pub(crate) fn switch_on() {
    let InUse { features, state } = *IN_USE.get().expect("the boot CPU chooses first");
    let lacking = features.without(feature::of_this_cpu());
    assert!(
        lacking.is_empty(),
        "CPU {} lacks what the boot CPU has: {lacking}",
        current_cpu()
    );
    let wanted = CpuFeature::WANTED.into_iter();
    let bits = wanted.filter(|it| features.has(*it)).map(bit);
    let bits = bits.fold(SSE, Cr4Flags::union);
    // SAFETY: the CPU has what the bits switch on. The kernel runs no user mode yet, its
    // tables have no page that user mode may use, and no address space a number but 0.
    unsafe { Cr4::update(|flags| flags.insert(bits)) };
    if features.has(CpuFeature::ExtendedSave) {
        let lacking = state & !state_of_this_cpu();
        assert!(
            lacking == 0,
            "CPU {} lacks register state that the boot CPU has: {lacking:#x}",
            current_cpu()
        );
        // SAFETY: the CPU has this state, and XSAVE is on.
        unsafe { XCr0::write_raw(state) };
    }
}

/// What this CPU has of [`CpuFeature::WANTED`], and has not switched on.
pub(crate) fn left_off() -> CpuFeatures {
    let on = Cr4::read();
    let used = CpuFeatures::wanted(|it| in_use().has(it) && on.contains(bit(it)));
    feature::of_this_cpu().without(used)
}

/// The bytes that XSAVE needs for the register state that is switched on in XCR0 of this CPU.
/// A state that lies before the last one is not seen.
pub(crate) fn saved_bytes() -> u64 {
    cpuid!(0xd, 0).ebx.into()
}

/// SSE, for user mode: every CPU in long mode has it.
const SSE: Cr4Flags = Cr4Flags::OSFXSR.union(Cr4Flags::OSXMMEXCPT_ENABLE);

/// The bit of CR4 that switches on `feature`; none where page tables do that, or where it
/// is on in long mode.
fn bit(feature: CpuFeature) -> Cr4Flags {
    match feature {
        CpuFeature::GlobalPages => Cr4Flags::PAGE_GLOBAL,
        CpuFeature::ExecutionPrevention => Cr4Flags::SUPERVISOR_MODE_EXECUTION_PROTECTION,
        CpuFeature::AccessPrevention => Cr4Flags::SUPERVISOR_MODE_ACCESS_PREVENTION,
        CpuFeature::InstructionPrevention => Cr4Flags::USER_MODE_INSTRUCTION_PREVENTION,
        CpuFeature::SegmentBases => Cr4Flags::FSGSBASE,
        CpuFeature::ContextIdentifiers => Cr4Flags::PCID,
        CpuFeature::ExtendedSave => Cr4Flags::OSXSAVE,
        _ => Cr4Flags::empty(),
    }
}

/// The register state that XSAVE can save on the calling CPU.
fn state_of_this_cpu() -> u64 {
    let answer = cpuid!(0xd, 0);
    u64::from(answer.edx) << 32 | u64::from(answer.eax)
}
