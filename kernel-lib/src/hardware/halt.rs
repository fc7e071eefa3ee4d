//! Sleeping until an interrupt.

use core::marker::PhantomData;
use core::mem;
use latchwork_cpu::{Cpu, Nesting};

/// Halts a CPU. Use [`halt_unless`] or [`halt_until`].
///
/// # Safety
///
/// Whoever implements it promises what [`halt`](Halt::halt) says: callers rely on it for not
/// sleeping through an interrupt.
pub unsafe trait Halt: Sync {
    /// Turns interrupts on and halts this CPU until one has been handled, in one step: one
    /// that is pending when this is called, or that comes at any time after, ends the halt. It
    /// may end without any. Interrupts are on when it returns.
    ///
    /// # Safety
    ///
    /// Interrupts are off on this CPU, no section with interrupts off is entered, and this is no
    /// handler.
    unsafe fn halt(&self);
}

/// Halts this CPU until an interrupt has been handled on it, unless `ready` says that there is
/// no need. Returns what `ready` said.
///
/// The look and the halt are one step for interrupts: `ready` is called with interrupts off, and
/// one that comes after it ends the halt. So whoever makes `ready` true and then
/// [interrupts](super::SendInterrupt) this CPU wakes it, and so does a timer. A CPU that looked
/// with interrupts on, and then halted, could be interrupted in between, and sleep with its work
/// waiting (the known-bad twin `ChecksThenHalts`).
///
/// The halt may also end for another reason than `ready`: callers look again, as
/// [`halt_until`] does. Interrupts are afterwards as they were before; off or on, they come during
/// the halt.
///
/// Cost: the flag is saved, cleared and restored; a halt costs what the machine makes of it.
///
/// # Panics
///
/// If a section with interrupts off is entered on this CPU: a halt would end it. As `ready` does;
/// interrupts are as they were before then, too.
#[track_caller]
pub fn halt_unless<C: Cpu>(machine: &(impl Halt + ?Sized), ready: impl FnOnce() -> bool) -> bool {
    let were_on = C::interrupts_off();
    let depth = C::with_nesting(Nesting::depth);
    assert!(
        depth == 0,
        "a CPU must not halt in a section with interrupts off: {depth} are entered"
    );
    let unwinding = Restore::<C>(were_on, PhantomData);
    let is_ready = ready();
    mem::forget(unwinding);
    if !is_ready {
        // SAFETY: they are off, and no section is entered; a handler that calls this breaks
        // its own rule to wait for nobody.
        unsafe { machine.halt() };
    }
    match (is_ready, were_on) {
        // SAFETY: they were on when this was called, so no section is entered.
        (true, true) => unsafe { C::interrupts_on() },
        (false, false) => {
            C::interrupts_off();
        }
        // A halt has turned them on, and without one they are still off.
        (true, false) | (false, true) => {}
    }
    is_ready
}

/// Turns interrupts on if they were, should the look unwind.
struct Restore<C: Cpu>(bool, PhantomData<C>);

impl<C: Cpu> Drop for Restore<C> {
    fn drop(&mut self) {
        if self.0 {
            // SAFETY: they were on, so no section is entered.
            unsafe { C::interrupts_on() };
        }
    }
}

/// Halts this CPU, again and again, until `ready` says so: see [`halt_unless`].
///
/// # Panics
///
/// If a section with interrupts off is entered on this CPU.
#[track_caller]
pub fn halt_until<C: Cpu>(machine: &(impl Halt + ?Sized), ready: impl Fn() -> bool) {
    while !halt_unless::<C>(machine, &ready) {}
}
