//! What a CPU must have, and what it may have.

use core::fmt::{self, Display, Formatter};

/// A feature of the CPU that the kernel uses. It looks for each before it uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CpuFeature {
    /// The time-stamp counter.
    TimeStampCounter,
    /// Model-specific registers.
    ModelSpecificRegisters,
    /// Page tables of 64-bit entries.
    PhysicalAddressExtension,
    /// Compare-exchange of 8 bytes, which the compiler takes for granted.
    CompareExchange8,
    /// The local APIC.
    LocalApic,
    /// Conditional moves, which the compiler takes for granted.
    ConditionalMove,
    /// SSE2, for its fences; no register of it is used.
    Fences,
    /// Pages that cannot be executed.
    NoExecute,
    /// 64-bit mode.
    LongMode,
    /// Translations that stay when other page tables are loaded.
    GlobalPages,
    /// Pages of 1 GiB.
    HugePages,
    /// The kernel cannot execute what user mode may.
    ExecutionPrevention,
    /// The kernel cannot access by mistake what user mode may.
    AccessPrevention,
    /// User mode cannot read where descriptor tables are.
    InstructionPrevention,
    /// Instructions for the bases of FS and GS.
    SegmentBases,
    /// Translations that are told apart by address space.
    ContextIdentifiers,
    /// Saving whatever registers the CPU has.
    ExtendedSave,
}

impl CpuFeature {
    /// What the kernel cannot do without. If any is missing it says which, and ends the
    /// run with [`Outcome::Unfit`](super::Outcome::Unfit).
    pub const NEEDED: [Self; 9] = [
        Self::TimeStampCounter,
        Self::ModelSpecificRegisters,
        Self::PhysicalAddressExtension,
        Self::CompareExchange8,
        Self::LocalApic,
        Self::ConditionalMove,
        Self::Fences,
        Self::NoExecute,
        Self::LongMode,
    ];

    /// What the kernel switches on, on every CPU, if the boot CPU has it.
    pub const WANTED: [Self; 8] = [
        Self::GlobalPages,
        Self::HugePages,
        Self::ExecutionPrevention,
        Self::AccessPrevention,
        Self::InstructionPrevention,
        Self::SegmentBases,
        Self::ContextIdentifiers,
        Self::ExtendedSave,
    ];

    /// Its name: what the kernel calls it, and QEMU's `-cpu`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TimeStampCounter => "tsc",
            Self::ModelSpecificRegisters => "msr",
            Self::PhysicalAddressExtension => "pae",
            Self::CompareExchange8 => "cx8",
            Self::LocalApic => "apic",
            Self::ConditionalMove => "cmov",
            Self::Fences => "sse2",
            Self::NoExecute => "nx",
            Self::LongMode => "lm",
            Self::GlobalPages => "pge",
            Self::HugePages => "pdpe1gb",
            Self::ExecutionPrevention => "smep",
            Self::AccessPrevention => "smap",
            Self::InstructionPrevention => "umip",
            Self::SegmentBases => "fsgsbase",
            Self::ContextIdentifiers => "pcid",
            Self::ExtendedSave => "xsave",
        }
    }
}

/// Some features.
///
/// [`Display`] writes their names, separated by blanks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CpuFeatures(u32);

impl CpuFeatures {
    /// Those of [`CpuFeature::WANTED`] that `has` says are there.
    pub fn wanted(has: impl Fn(CpuFeature) -> bool) -> Self {
        let found = CpuFeature::WANTED.into_iter().filter(|it| has(*it));
        Self(found.fold(0, |bits, it| bits | bit(it)))
    }

    /// Whether this is one of them.
    pub fn has(self, feature: CpuFeature) -> bool {
        self.0 & bit(feature) != 0
    }

    /// Those that are not among `others`.
    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(feature: CpuFeature) -> u32 {
    1 << feature as u32
}

impl Display for CpuFeatures {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let found = CpuFeature::WANTED.into_iter().filter(|it| self.has(*it));
        for (index, feature) in found.enumerate() {
            let blank = if index == 0 { "" } else { " " };
            write!(f, "{blank}{}", feature.name())?;
        }
        Ok(())
    }
}
