//! Sections in which a thread stays on its CPU.
//!
//! Interrupts stay as they are, and handlers run; but what they want to run instead of the
//! thread waits until the last section ends. The counting is that of the kernel's hooks, by
//! default [`Cpu::preemption_off`].

use crate::cpu::Cpu;
use core::marker::PhantomData;

/// Calls `inside` with preemption off. It is on again after it, also where it unwinds.
#[inline(always)]
pub fn without<C: Cpu, U>(inside: impl FnOnce() -> U) -> U {
    struct Section<C: Cpu>(PhantomData<C>);

    impl<C: Cpu> Drop for Section<C> {
        #[inline(always)]
        fn drop(&mut self) {
            // SAFETY: it was begun below, on this CPU: the thread has stayed on it.
            unsafe { C::preemption_on() };
        }
    }

    C::preemption_off();
    let _section = Section::<C>(PhantomData);
    inside()
}
