//! What a kernel says of its CPUs.

use crate::nesting::Nesting;

/// Which CPU this is, for locks with a place for each CPU.
///
/// # Safety
///
/// Whoever implements it promises that of two calls of `lock`, `try_lock` or `unlock` of
/// one lock with the same index, one happens before the other, and that the index does not
/// change from `lock` to `unlock`. CPUs with a number each keep this promise.
///
/// Threads that are moved between CPUs, or that share one, keep it only if preemption is off
/// from each `lock` to its `unlock`. No lock sees to that: a kernel that preempts makes the
/// promise for a type that it uses only where a policy does, and in no other lock. It is not
/// part of [`Cpu`] for that reason.
///
/// An interrupt handler may share the index of what it interrupts: it returns
/// before that goes on.
pub unsafe trait CurrentCpu {
    /// The index of the calling CPU.
    fn current() -> usize;
}

/// What a kernel does to the CPU it runs on: its hooks.
///
/// [`interrupts`](crate::interrupts) and [`preemption`](crate::preemption) count what they do;
/// others call those. Each may be called in an interrupt handler, an unmaskable one included.
///
/// # Safety
///
/// - From the return of `interrupts_off` until `interrupts_on` is called on the same CPU, no
///   maskable interrupt handler runs on it, and its thread stays on it. No access to memory is
///   moved across either, by the compiler or by the CPU.
/// - From the return of `preemption_off` until `preemption_on` has been called as often on the
///   same CPU, its thread stays on it, and no other runs on it. With the default that is the
///   promise of whatever switches threads: it does not while
///   [`Nesting::is_preemption_off`] says so, nor while interrupts are off.
/// - While interrupts are off, or preemption is, `index` is the same from call to call, and that
///   of no other CPU.
/// - `with_nesting` passes the [`Nesting`] of the calling CPU: each CPU has one, no two have
///   the same, and it is there as long as the CPU is.
///
/// In builds with debug assertions it is noticed where a section ends if interrupts are on: see
/// [`interrupts::leave`](crate::interrupts::leave).
pub unsafe trait Cpu: 'static {
    /// The index of the calling CPU.
    fn index() -> usize;

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
    /// [`reschedule`](Cpu::reschedule) is called, if interrupts are on. If they are off, it is
    /// not called later either: what is to be done waits for the next timer interrupt.
    ///
    /// # Safety
    ///
    /// It was begun on this CPU, and has not ended yet.
    #[inline(always)]
    unsafe fn preemption_on() {
        let on = Self::interrupts_off();
        // Called here, so that checkers name this line.
        let last = Self::with_nesting(|nesting| nesting.preemption_on());
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
    ///
    /// Anybody may call it at any time. It switches threads only if interrupts are on and
    /// preemption is not off.
    #[inline(always)]
    fn reschedule() {}
}
