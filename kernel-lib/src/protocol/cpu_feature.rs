//! What a CPU must have.

/// A feature of the CPU that the kernel cannot do without.
///
/// The kernel looks for each before it depends on one. If any is missing it says which,
/// and ends the run with [`Outcome::Unfit`](super::Outcome::Unfit).
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
}

impl CpuFeature {
    /// Every feature.
    pub const ALL: [Self; 9] = [
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
        }
    }
}
