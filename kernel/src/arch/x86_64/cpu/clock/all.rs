//! Every clock, the best first.

use latchwork_kernel_lib::acpi::Acpi;

use super::{cpuid, hpet, pit, power_timer};
use crate::arch::memory::paging::AddressSpace;

/// What they are called, for people.
pub(crate) const NAMES: &str = "HPET, PM timer, PIT, CPUID";

/// Finds the clocks of which ACPI knows.
///
/// # Safety
///
/// Called once, before other CPUs start. What ACPI says is true.
pub(crate) unsafe fn find(space: &mut AddressSpace, acpi: &Acpi) {
    // SAFETY: the caller's promise.
    unsafe { hpet::find(space, acpi) };
    // SAFETY: the caller's promise.
    unsafe { power_timer::find(space, acpi) };
}

/// How often the counter that `ticks` reads counts in a second, by each clock that there is,
/// with its name. It is measured as it is asked for, which takes about 25 ms each; only one
/// CPU does so at a time.
pub(crate) fn rates(ticks: fn() -> u64) -> impl Iterator<Item = (&'static str, u64)> {
    let clocks = [hpet::rate, power_timer::rate, pit::rate, cpuid::rate];
    clocks.into_iter().filter_map(move |rate| rate(ticks))
}
