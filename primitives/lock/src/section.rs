//! A critical section of all CPUs.

use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicUsize, Initial, const_fn, impl_initial, initial};
use latchwork_cpu::Cpu;

use crate::force::ForceUnlock;
use crate::ticket::TicketLock;

/// A critical section that one CPU at a time is in, and that this CPU may enter again.
///
/// It is what the crate `critical-section` asks for on more than one CPU, apart from
/// interrupts (`critical_section!`, with the feature `critical-section`). It protects nothing by itself.
///
/// Cost: to enter and to leave that of the lock, and two stores; to enter again one load.
pub struct Section<C, R = TicketLock> {
    lock: R,
    /// The CPU that is inside, plus one.
    inside: AtomicUsize,
    cpu: PhantomData<fn() -> C>,
}

/// Of no CPU.
const NOBODY: usize = 0;

impl<C, R> Section<C, R> {
    const_fn! {
        /// A section that nobody is in.
        pub fn new() -> Self
        where
            R: Initial,
        {
            Self {
                lock: initial!(R),
                inside: AtomicUsize::new(NOBODY),
                cpu: PhantomData,
            }
        }
    }
}

impl_initial! { impl[C, R: Initial] Section<C, R> = Self::new() }

impl<C: Cpu, R: ForceUnlock> Section<C, R> {
    /// Enters; waits until no other CPU is inside. Whether this CPU was not inside before:
    /// [`leave`](Self::leave) must be told.
    ///
    /// # Panics
    ///
    /// If the CPU's index is `usize::MAX`.
    ///
    /// # Safety
    ///
    /// The thread stays on its CPU until it has left, and no interrupt handler that enters
    /// comes before that.
    #[inline]
    #[track_caller]
    pub unsafe fn enter(&self) -> bool {
        let own = (C::index().checked_add(1)).expect("a CPU's index is below usize::MAX");
        // Relaxed: this CPU finds its own number only where it has stored it, and nothing
        // since; any other says no more than that this CPU is not inside.
        if self.inside.load(Relaxed) == own {
            return false;
        }
        // To drop the token does nothing.
        drop(self.lock.lock());
        // Relaxed: only this CPU looks for this number.
        self.inside.store(own, Relaxed);
        true
    }

    /// Leaves.
    ///
    /// # Panics
    ///
    /// In builds with debug assertions, if `first` is true and nobody is inside.
    ///
    /// # Safety
    ///
    /// This CPU entered, and was told `first`; what it entered since it has left.
    #[inline]
    #[track_caller]
    pub unsafe fn leave(&self, first: bool) {
        if first {
            // Relaxed: only this CPU looks for the number that is overwritten.
            self.inside.store(NOBODY, Relaxed);
            // SAFETY: this CPU holds the lock since it entered, and lost the token.
            unsafe { self.lock.force_unlock() };
        }
    }
}

impl<C, R: Initial> Default for Section<C, R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C, R: Debug> Debug for Section<C, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Section")
            .field("lock", &self.lock)
            // Relaxed: a snapshot for people.
            .field("inside", &self.inside.load(Relaxed))
            .finish()
    }
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod one_cpu {
    use super::*;
    use crate::raw::RawLock;
    use latchwork_cpu::Nesting;

    /// A CPU with a number of its own.
    struct Numbered<const NUMBER: usize>;

    // SAFETY: the test has one thread, and turns no interrupts off.
    unsafe impl<const NUMBER: usize> Cpu for Numbered<NUMBER> {
        fn index() -> usize {
            NUMBER
        }

        fn interrupts_off() -> bool {
            false
        }

        unsafe fn interrupts_on() {}

        fn with_nesting<U>(_: impl FnOnce(&Nesting) -> U) -> U {
            unreachable!("the section leaves interrupts alone")
        }
    }

    /// Its name would be that of nobody, so that it would be inside at once.
    #[test]
    #[should_panic(expected = "a CPU's index is below usize::MAX")]
    fn a_cpu_that_is_named_nobody_does_not_enter() {
        let section = Section::<Numbered<{ usize::MAX }>>::new();
        // SAFETY: the test has one thread, and no handlers.
        unsafe { section.enter() };
    }

    #[test]
    fn the_cpu_before_it_does() {
        let section = Section::<Numbered<{ usize::MAX - 1 }>>::new();
        // SAFETY: the test has one thread, and no handlers.
        let first = unsafe { section.enter() };
        // SAFETY: the test has one thread, and no handlers.
        let second = unsafe { section.enter() };
        assert!(first && !second);
        // SAFETY: it is entered, for the first time above.
        unsafe { section.leave(first) };
        assert!(!section.lock.is_locked());
    }
}
