//! The CPU of whichever kernel this is linked into.

use crate::cpu::Cpu;
use crate::nesting::Nesting;

/// The CPU that the kernel has [registered](crate::register): for crates that stand below it.
///
/// Each hook is a call of a function by its name, which the linker finds. A program in which
/// none is registered does not link if it uses this type: the linker misses
/// `_latchwork_cpu_0_1_index` or another of that beginning.
#[derive(Clone, Copy, Debug)]
pub struct Registered;

unsafe extern "Rust" {
    safe fn _latchwork_cpu_0_1_index() -> usize;
    safe fn _latchwork_cpu_0_1_interrupts_off() -> bool;
    fn _latchwork_cpu_0_1_interrupts_on();
    safe fn _latchwork_cpu_0_1_nesting() -> *const Nesting;
    safe fn _latchwork_cpu_0_1_in_handler() -> bool;
    safe fn _latchwork_cpu_0_1_preemption_off();
    fn _latchwork_cpu_0_1_preemption_on();
    safe fn _latchwork_cpu_0_1_reschedule();
}

// SAFETY: `register!` hands every call on to a type that promises it.
unsafe impl Cpu for Registered {
    #[inline(always)]
    fn index() -> usize {
        _latchwork_cpu_0_1_index()
    }

    #[inline(always)]
    fn interrupts_off() -> bool {
        _latchwork_cpu_0_1_interrupts_off()
    }

    #[inline(always)]
    unsafe fn interrupts_on() {
        // SAFETY: the caller's promise.
        unsafe { _latchwork_cpu_0_1_interrupts_on() };
    }

    #[inline(always)]
    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        // SAFETY: a CPU's nesting is there as long as the CPU is.
        look(unsafe { &*_latchwork_cpu_0_1_nesting() })
    }

    #[inline(always)]
    fn in_handler() -> bool {
        _latchwork_cpu_0_1_in_handler()
    }

    #[inline(always)]
    fn preemption_off() {
        _latchwork_cpu_0_1_preemption_off();
    }

    #[inline(always)]
    unsafe fn preemption_on() {
        // SAFETY: the caller's promise.
        unsafe { _latchwork_cpu_0_1_preemption_on() };
    }

    #[inline(always)]
    fn reschedule() {
        _latchwork_cpu_0_1_reschedule();
    }
}

/// Makes a type that is [`Cpu`](crate::Cpu) the CPU of [`Registered`](crate::Registered).
///
/// Once in a program, by the kernel's hardware layer. Twice in one crate does not compile; in
/// two crates the linker may refuse it, or take either: a library registers nothing.
///
/// ```
/// latchwork_cpu::register!(latchwork_cpu::Host);
/// ```
#[macro_export]
macro_rules! register {
    ($cpu:ty) => {
        const _: () = {
            #[unsafe(no_mangle)]
            fn _latchwork_cpu_0_1_index() -> usize {
                <$cpu as $crate::Cpu>::index()
            }
            #[unsafe(no_mangle)]
            fn _latchwork_cpu_0_1_interrupts_off() -> bool {
                <$cpu as $crate::Cpu>::interrupts_off()
            }
            #[unsafe(no_mangle)]
            unsafe fn _latchwork_cpu_0_1_interrupts_on() {
                // SAFETY: the caller's promise.
                unsafe { <$cpu as $crate::Cpu>::interrupts_on() }
            }
            #[unsafe(no_mangle)]
            fn _latchwork_cpu_0_1_nesting() -> *const $crate::Nesting {
                $crate::hooks::nesting::<$cpu>()
            }
            #[unsafe(no_mangle)]
            fn _latchwork_cpu_0_1_in_handler() -> bool {
                <$cpu as $crate::Cpu>::in_handler()
            }
            #[unsafe(no_mangle)]
            fn _latchwork_cpu_0_1_preemption_off() {
                <$cpu as $crate::Cpu>::preemption_off()
            }
            #[unsafe(no_mangle)]
            unsafe fn _latchwork_cpu_0_1_preemption_on() {
                // SAFETY: the caller's promise.
                unsafe { <$cpu as $crate::Cpu>::preemption_on() }
            }
            #[unsafe(no_mangle)]
            fn _latchwork_cpu_0_1_reschedule() {
                <$cpu as $crate::Cpu>::reschedule()
            }
        };
    };
}

/// What [`register!`](crate::register) expands to.
pub mod hooks {
    use crate::cpu::Cpu;
    use crate::nesting::Nesting;

    /// Where the calling CPU's nesting is.
    #[inline(always)]
    pub fn nesting<C: Cpu>() -> *const Nesting {
        C::with_nesting(core::ptr::from_ref)
    }
}
