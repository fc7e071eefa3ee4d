//! The critical section of the crate `critical-section`, on more than one CPU: interrupts are
//! off on the CPU that is inside, and no other CPU is.

use crate::section::Section;
use critical_section::{Impl, RawRestoreState, set_impl};
use latchwork_cpu::{Registered, interrupts};

/// The one that there is in a program.
static SECTION: Section<Registered> = Section::new();

/// The implementation.
struct OfAllCpus;

set_impl!(OfAllCpus);

// SAFETY: the lock of the section lets one CPU in at a time, with Acquire, and out with
// Release; a CPU that is inside already is let in by its number.
unsafe impl Impl for OfAllCpus {
    #[inline]
    unsafe fn acquire() -> RawRestoreState {
        interrupts::enter::<Registered>();
        // SAFETY: interrupts are off on this CPU until it has left.
        unsafe { SECTION.enter() }
    }

    #[inline]
    unsafe fn release(first: RawRestoreState) {
        // SAFETY: the caller hands on what `acquire` returned, and sections are left in the
        // reverse order.
        unsafe { SECTION.leave(first) };
        // SAFETY: `acquire` entered it on this CPU, since interrupts have been off.
        unsafe { interrupts::leave::<Registered>() };
    }
}
