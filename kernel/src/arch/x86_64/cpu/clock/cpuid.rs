//! What the CPU itself knows of the rate of its time-stamp counter.

use latchwork_kernel_lib::reference::known_to_cpuid;
use raw_cpuid::cpuid;

/// The rate, which is not measured.
pub(super) fn rate(_ticks: fn() -> u64) -> Option<(&'static str, u64)> {
    const RATIO: u32 = 0x15;
    const FREQUENCY: u32 = 0x16;
    let last = cpuid!(0).eax;
    let ask = |leaf| (leaf <= last).then(|| cpuid!(leaf));
    let ratio = ask(RATIO).map_or([0; 3], |it| [it.eax, it.ebx, it.ecx]);
    let megahertz = ask(FREQUENCY).map_or(0, |it| it.eax);
    known_to_cpuid(ratio, megahertz).map(|rate| ("CPUID", rate))
}
