//! What a tracked lock notes: nothing, unless the build has debug assertions and the feature
//! `order-graph`.

#[cfg(all(feature = "order-graph", debug_assertions))]
pub(super) use noted::Trace;
#[cfg(not(all(feature = "order-graph", debug_assertions)))]
pub(super) use nothing::Trace;

#[cfg(all(feature = "order-graph", debug_assertions))]
mod noted {
    use crate::order::graph::class::{Class, Kind};
    use crate::order::graph::orders::{Attempt, Orders};
    use crate::order::graph::tracker::Tracker;
    use crate::policy::Policy;
    use core::marker::PhantomData;
    use core::panic::Location;
    use latchwork_atomic::Ordering::Relaxed;
    use latchwork_atomic::{AtomicU32, const_fn};
    use latchwork_cpu::Cpu;

    /// The class of a lock.
    pub(in crate::order::graph) struct Trace {
        /// `None` if the lock is a class by itself.
        kind: Option<Kind>,
        /// The number of the class, or 0.
        number: AtomicU32,
    }

    impl Trace {
        const_fn! {
            fn of(kind: Option<Kind>) -> Self {
                Self { kind, number: AtomicU32::new(0) }
            }
        }

        const_fn! {
            pub(in crate::order::graph) fn itself() -> Self {
                Self::of(None)
            }
        }

        const_fn! {
            pub(in crate::order::graph) fn made(place: &'static Location<'static>) -> Self {
                Self::of(Some(Kind::Made(place)))
            }
        }

        const_fn! {
            pub(in crate::order::graph) fn declared(class: &'static Class) -> Self {
                Self::of(Some(Kind::Declared(class)))
            }
        }

        fn address(&self) -> usize {
            core::ptr::from_ref(self).addr()
        }

        fn class(&self, orders: &Orders<'_>) -> Option<usize> {
            // Relaxed: a class has one number, and what it stands for is read with an ordering
            // of its own.
            let number = self.number.load(Relaxed) as usize;
            if number != 0 {
                return Some(number);
            }
            let class = orders.class(self.kind.unwrap_or(Kind::Itself(self.address())))?;
            // Relaxed: whoever does not see it finds the same.
            self.number.store(class as u32, Relaxed);
            Some(class)
        }

        /// The CPU is about to take the lock, or has it.
        fn attempt<W: Tracker>(
            &self,
            at: &'static Location<'static>,
            interrupts_on: bool,
        ) -> Attempt {
            Attempt {
                cpu: W::Cpu::index(),
                lock: self.address(),
                class: self.class(&W::orders()),
                at,
                in_handler: W::Cpu::in_handler(),
                interrupts_on,
            }
        }

        /// The CPU is about to wait, and `policy` will be in force while it holds the lock.
        pub(in crate::order::graph) fn waits<W: Tracker, P: Policy>(
            &self,
            policy: &P,
            at: &'static Location<'static>,
        ) {
            policy.enter();
            let on = Stays::<W::Cpu>::begin().were_on;
            // SAFETY: it has just been entered, and the CPU is the same if that matters.
            unsafe { policy.leave() };
            let _stays = Stays::<W::Cpu>::begin();
            W::orders().waits(&self.attempt::<W>(at, on), &mut W::report);
        }

        /// The CPU has the lock without having waited.
        pub(in crate::order::graph) fn tried<W: Tracker>(&self, at: &'static Location<'static>) {
            let stays = Stays::<W::Cpu>::begin();
            W::orders().tried(&self.attempt::<W>(at, stays.were_on), &mut W::report);
        }

        /// The CPU has the lock, waited for or tried.
        pub(in crate::order::graph) fn holds<W: Tracker>(&self, at: &'static Location<'static>) {
            let stays = Stays::<W::Cpu>::begin();
            W::orders().holds(&self.attempt::<W>(at, stays.were_on));
        }

        /// The lock is about to be released.
        pub(in crate::order::graph) fn releases<W: Tracker>(&self) {
            let _stays = Stays::<W::Cpu>::begin();
            W::orders().releases(W::Cpu::index(), self.address());
        }
    }

    /// Until this is dropped, the CPU is the same. It is no section of
    /// `latchwork_cpu::interrupts`: whether one is entered is what is looked at.
    struct Stays<C: Cpu> {
        were_on: bool,
        cpu: PhantomData<C>,
    }

    impl<C: Cpu> Stays<C> {
        fn begin() -> Self {
            Self {
                were_on: C::interrupts_off(),
                cpu: PhantomData,
            }
        }
    }

    impl<C: Cpu> Drop for Stays<C> {
        fn drop(&mut self) {
            if self.were_on {
                // SAFETY: they were on when it began, so no section is entered.
                unsafe { C::interrupts_on() };
            }
        }
    }
}

#[cfg(not(all(feature = "order-graph", debug_assertions)))]
mod nothing {
    use crate::order::graph::class::Class;
    use crate::order::graph::tracker::Tracker;
    use crate::policy::Policy;
    use core::panic::Location;

    /// Nothing.
    pub(in crate::order::graph) struct Trace;

    impl Trace {
        pub(in crate::order::graph) const fn itself() -> Self {
            Self
        }

        pub(in crate::order::graph) const fn made(_place: &'static Location<'static>) -> Self {
            Self
        }

        pub(in crate::order::graph) const fn declared(_class: &'static Class) -> Self {
            Self
        }

        #[inline(always)]
        pub(in crate::order::graph) fn waits<W: Tracker, P: Policy>(
            &self,
            _policy: &P,
            _at: &'static Location<'static>,
        ) {
        }

        #[inline(always)]
        pub(in crate::order::graph) fn tried<W: Tracker>(&self, _at: &'static Location<'static>) {}

        #[inline(always)]
        pub(in crate::order::graph) fn holds<W: Tracker>(&self, _at: &'static Location<'static>) {}

        #[inline(always)]
        pub(in crate::order::graph) fn releases<W: Tracker>(&self) {}
    }
}
