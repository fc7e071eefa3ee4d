//! What a kernel says of its CPUs.

use crate::nesting::Nesting;

/// Which CPU this is.
///
/// # Safety
///
/// Whoever implements it promises that of two uses of something that belongs to one CPU (of
/// a place in a lock, of a [`Nesting`]) with the same index, one happens before the other,
/// and that the index does not change during such a use. CPUs with a number each
/// keep this promise; threads that are moved between CPUs, or that share one,
/// keep it if preemption is off meanwhile: for a lock, from `lock` to `unlock`.
///
/// An interrupt handler may share the index of what it interrupts: it returns
/// before that goes on.
pub unsafe trait CurrentCpu {
    /// The index of the calling CPU.
    fn current() -> usize;
}

/// What a kernel does to the CPU it runs on: its hooks.
///
/// Nobody but [`interrupts`](crate::interrupts) and [`preemption`](crate::preemption) need
/// call them. Each may be called in an interrupt handler, an unmaskable one included.
///
/// # Safety
///
/// - From the return of `interrupts_off` until `interrupts_on` is called on the same CPU, no
///   maskable interrupt handler runs on it, and its thread stays on it.
/// - `with_nesting` passes the [`Nesting`] of the calling CPU: each CPU has one, no two have
///   the same, and it is there as long as the CPU is. While interrupts are off, or the thread
///   may not be preempted, it is the same from call to call.
/// - `preemption_off` and `preemption_on`, where they are not the default, nest.
///
/// In builds with debug assertions a flag that does not do as it says is noticed where a
/// section ends: see [`interrupts::leave`](crate::interrupts::leave).
pub unsafe trait Cpu: CurrentCpu + 'static {
    /// Turns maskable interrupts off on this CPU. Returns whether they were on.
    fn interrupts_off() -> bool;

    /// Turns maskable interrupts on on this CPU.
    ///
    /// # Safety
    ///
    /// No section with interrupts off is entered on this CPU.
    unsafe fn interrupts_on();

    /// Looks at the calling CPU's [`Nesting`].
    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U;

    /// Whether this CPU is in an interrupt handler: for diagnostics. A kernel that does not
    /// say so is one without handlers.
    fn in_handler() -> bool {
        false
    }

    /// Keeps the thread on its CPU. It nests.
    ///
    /// By default the count is kept in the [`Nesting`], and interrupts are off for as long
    /// as it takes to count: until then the thread might be moved to another CPU, and count
    /// there. A kernel that can count its own CPU in one instruction does so here.
    #[inline(always)]
    fn preemption_off() {
        let on = Self::interrupts_off();
        Self::with_nesting(Nesting::preemption_off);
        if on {
            // SAFETY: they were on when this was called, so no section is entered.
            unsafe { Self::interrupts_on() };
        }
    }

    /// Ends what [`preemption_off`](Cpu::preemption_off) began. When the last ends,
    /// [`reschedule`](Cpu::reschedule) is called, if interrupts are on.
    ///
    /// # Safety
    ///
    /// It was begun on this CPU, and has not ended yet.
    #[inline(always)]
    unsafe fn preemption_on() {
        let on = Self::interrupts_off();
        let last = Self::with_nesting(Nesting::preemption_on);
        if on {
            // SAFETY: they were on when this was called, so no section is entered.
            unsafe { Self::interrupts_on() };
            if last {
                Self::reschedule();
            }
        }
    }

    /// The thread may be preempted again: the place to do what a timer's handler has left
    /// undone because [`Nesting::is_preemption_off`] said so. Nothing, by default.
    #[inline(always)]
    fn reschedule() {}
}
