//! The critical section of the crate `critical-section`, on more than one CPU: interrupts are
//! off on the CPU that is inside, and no other CPU is.

use crate::section::Section;
use latchwork_cpu::{Cpu, interrupts};

pub use critical_section::{Impl, RawRestoreState, set_impl};

/// Implements the crate `critical-section` for a kernel whose hooks are those of a type that
/// is [`Cpu`](latchwork_cpu::Cpu): interrupts are off on the CPU that is inside, a ticket lock
/// keeps the others out, and sections nest.
///
/// Once in a program, by the kernel: of two the linker may refuse both, or take either. Not where
/// `portable-atomic` makes compare-exchange by `critical-section`: each would wait for the
/// other.
///
/// ```
/// latchwork_lock::critical_section!(latchwork_cpu::Host);
///
/// assert_eq!(critical_section::with(|_| critical_section::with(|_| 2 + 2)), 4);
/// ```
#[macro_export]
macro_rules! critical_section {
    ($cpu:ty) => {
        const _: () = {
            use $crate::author::{Section, critical_section};

            static SECTION: Section<$cpu> = Section::new();

            struct OfAllCpus;

            critical_section::set_impl!(OfAllCpus);

            // SAFETY: it is handed on, as the contract is.
            unsafe impl critical_section::Impl for OfAllCpus {
                unsafe fn acquire() -> critical_section::RawRestoreState {
                    // SAFETY: as the caller promises.
                    unsafe { critical_section::acquire(&SECTION) }
                }

                unsafe fn release(first: critical_section::RawRestoreState) {
                    // SAFETY: as the caller promises.
                    unsafe { critical_section::release(&SECTION, first) };
                }
            }
        };
    };
}

/// Turns interrupts off, and enters; whether this CPU was not inside before.
///
/// # Safety
///
/// `critical_section::acquire` has the contract.
#[inline]
pub unsafe fn acquire<C: Cpu>(section: &Section<C>) -> RawRestoreState {
    interrupts::enter::<C>();
    // SAFETY: interrupts are off on this CPU until it has left.
    unsafe { section.enter() }
}

/// Leaves, and restores interrupts.
///
/// # Safety
///
/// `critical_section::release` has the contract; `first` is what [`acquire`] returned, of
/// `section`.
#[inline]
#[track_caller]
pub unsafe fn release<C: Cpu>(section: &Section<C>, first: RawRestoreState) {
    // SAFETY: this CPU entered, and sections are left in the reverse order.
    unsafe { section.leave(first) };
    // SAFETY: `acquire` entered it on this CPU, since when interrupts have been off.
    unsafe { interrupts::leave::<C>() };
}
