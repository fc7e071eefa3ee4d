//! Sections with interrupts off.
//!
//! They are counted on each CPU: the first saves whether interrupts were on and turns them
//! off, the last restores that, in whatever order they end. A flag that each section saved
//! for itself would turn them on too early where sections do not end in the reverse order,
//! as guards of two locks need not (the known-bad twin `FlagOfItsOwn`).
//!
//! Everything here may be called in an interrupt handler, an unmaskable one included: it
//! leaves each section that it enters before it returns.

use crate::cpu::Cpu;
use core::marker::PhantomData;

/// Enters a section with interrupts off on this CPU.
///
/// Cost: the flag is saved and cleared, and one count of the CPU's own is loaded and stored.
///
/// # Panics
///
/// With debug assertions, if interrupts were on inside of another section.
#[inline(always)]
#[track_caller]
pub fn enter<C: Cpu>() {
    let were_on = C::interrupts_off();
    // Once they are off, the thread stays on its CPU, and the nesting is this CPU's.
    C::with_nesting(|nesting| nesting.enter(were_on));
}

/// Leaves a section with interrupts off. The last that is left on a CPU turns them on, if
/// they were on before the first.
///
/// # Safety
///
/// The section was entered on this CPU and has not been left, and nothing relies on it any
/// more.
///
/// # Panics
///
/// With debug assertions, if this CPU is in no section, or if interrupts are on though it is:
/// somebody has turned them on, or the hooks have not turned them off.
#[inline(always)]
#[track_caller]
pub unsafe fn leave<C: Cpu>() {
    #[cfg(debug_assertions)]
    assert!(
        !C::interrupts_off(),
        "interrupts are on at the end of a section with interrupts off"
    );
    // Called here, so that checkers name this line.
    if C::with_nesting(|nesting| nesting.leave()) {
        // SAFETY: the last section has been left.
        unsafe { C::interrupts_on() };
    }
}

/// Calls `inside` with interrupts off on this CPU. They are restored after it, also where it
/// unwinds.
#[inline(always)]
#[track_caller]
pub fn without<C: Cpu, U>(inside: impl FnOnce() -> U) -> U {
    struct Section<C: Cpu>(PhantomData<C>);

    impl<C: Cpu> Drop for Section<C> {
        #[inline(always)]
        fn drop(&mut self) {
            // SAFETY: it was entered below, on this CPU: the section does not leave it.
            unsafe { leave::<C>() };
        }
    }

    enter::<C>();
    let _section = Section::<C>(PhantomData);
    inside()
}
