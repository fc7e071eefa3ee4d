//! Where CPUID reports each feature, and which of them the calling CPU has.

use latchwork_kernel_lib::protocol::{CpuFeature, CpuFeatures};
use raw_cpuid::cpuid;

/// A register that CPUID answers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Register {
    Ebx,
    Ecx,
    Edx,
}

/// A bit of CPUID's answer.
pub(crate) struct Place {
    pub(crate) leaf: u32,
    pub(crate) register: Register,
    pub(crate) bit: u8,
}

const BASIC: u32 = 1;
const STRUCTURED: u32 = 7;
const EXTENDED: u32 = 0x8000_0001;

/// Where CPUID reports `feature`.
pub(crate) const fn place(feature: CpuFeature) -> Place {
    let (leaf, register, bit) = match feature {
        CpuFeature::TimeStampCounter => (BASIC, Register::Edx, 4),
        CpuFeature::ModelSpecificRegisters => (BASIC, Register::Edx, 5),
        CpuFeature::PhysicalAddressExtension => (BASIC, Register::Edx, 6),
        CpuFeature::CompareExchange8 => (BASIC, Register::Edx, 8),
        CpuFeature::LocalApic => (BASIC, Register::Edx, 9),
        CpuFeature::GlobalPages => (BASIC, Register::Edx, 13),
        CpuFeature::ConditionalMove => (BASIC, Register::Edx, 15),
        CpuFeature::Fences => (BASIC, Register::Edx, 26),
        CpuFeature::ContextIdentifiers => (BASIC, Register::Ecx, 17),
        CpuFeature::ExtendedSave => (BASIC, Register::Ecx, 26),
        CpuFeature::SegmentBases => (STRUCTURED, Register::Ebx, 0),
        CpuFeature::ExecutionPrevention => (STRUCTURED, Register::Ebx, 7),
        CpuFeature::AccessPrevention => (STRUCTURED, Register::Ebx, 20),
        CpuFeature::InstructionPrevention => (STRUCTURED, Register::Ecx, 2),
        CpuFeature::NoExecute => (EXTENDED, Register::Edx, 20),
        CpuFeature::HugePages => (EXTENDED, Register::Edx, 26),
        CpuFeature::LongMode => (EXTENDED, Register::Edx, 29),
    };
    Place {
        leaf,
        register,
        bit,
    }
}

/// What the calling CPU has of [`CpuFeature::WANTED`].
pub(crate) fn of_this_cpu() -> CpuFeatures {
    CpuFeatures::wanted(is_reported)
}

/// Whether the calling CPU has `feature`.
pub(crate) fn is_reported(feature: CpuFeature) -> bool {
    let Place {
        leaf,
        register,
        bit,
    } = place(feature);
    // The answer to a leaf after the last one means nothing.
    let last = cpuid!(leaf & EXTENDED & !1).eax;
    let answer = cpuid!(leaf);
    let value = match register {
        Register::Ebx => answer.ebx,
        Register::Ecx => answer.ecx,
        Register::Edx => answer.edx,
    };
    leaf <= last && value >> bit & 1 == 1
}
