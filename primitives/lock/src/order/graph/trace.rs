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
    use crate::order::graph::report::{Again, Report};
    use crate::order::graph::tracker::Tracker;
    use crate::policy::{Entered, Policy};
    use core::panic::Location;
    use latchwork_atomic::Ordering::Relaxed;
    use latchwork_atomic::{AtomicU32, NoUnwind, const_fn};
    use latchwork_cpu::{Cpu, interrupts};

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
            let _entered = Entered::new(policy);
            on_one_cpu::<W::Cpu, _>(|on| {
                let attempt = self.attempt::<W>(at, on);
                W::orders().waits(&attempt, &mut |said| tell::<W, P>(policy, said));
            });
        }

        /// The CPU has the lock without having waited.
        pub(in crate::order::graph) fn tried<W: Tracker>(&self, at: &'static Location<'static>) {
            on_one_cpu::<W::Cpu, _>(|on| {
                W::orders().tried(&self.attempt::<W>(at, on), &mut W::report);
            });
        }

        /// The CPU has the lock, waited for or tried. A panic ends the program: the token would
        /// be lost.
        pub(in crate::order::graph) fn holds<W: Tracker>(&self, at: &'static Location<'static>) {
            without_unwinding(|| {
                on_one_cpu::<W::Cpu, _>(|on| W::orders().holds(&self.attempt::<W>(at, on)));
            });
        }

        /// The lock is about to be released, and what the CPU holds is still there.
        pub(in crate::order::graph) fn still_holds<W: Tracker>(&self) {
            on_one_cpu::<W::Cpu, _>(|on| {
                if on {
                    W::orders().interrupts_may_come(W::Cpu::index(), &mut W::report);
                }
            });
        }

        /// The lock is about to be released. A panic ends the program: the token would be lost.
        pub(in crate::order::graph) fn releases<W: Tracker>(&self) {
            without_unwinding(|| {
                on_one_cpu::<W::Cpu, _>(|_| {
                    W::orders().releases(W::Cpu::index(), self.address());
                });
            });
        }
    }

    /// Calls `note` with interrupts off, so that the CPU stays the same; it is told whether they
    /// were on. What `note` leaves entered stays so.
    fn on_one_cpu<C: Cpu, U>(note: impl FnOnce(bool) -> U) -> U {
        // mutant (it.depth() <= 1): in a section it is 1 at least.
        interrupts::without::<C, _>(|| note(C::with_nesting(|it| it.depth() == 1 && it.were_on())))
    }

    /// Passes a report on; that a CPU waits for itself is certain only if the policy knows
    /// who holds the lock.
    fn tell<W: Tracker, P: Policy>(policy: &P, report: &Report<'_>) {
        match (report, policy.is_held_by_this_cpu()) {
            (Report::Again(again), None) => W::report(&Report::Again(Again {
                may_be_sent: true,
                ..*again
            })),
            (Report::Again(_), Some(false)) => (),
            _ => W::report(report),
        }
    }

    fn without_unwinding(call: impl FnOnce()) {
        let armed =
            NoUnwind::new("a Tracker panicked while the lock was held, whose token would be lost");
        call();
        armed.over();
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
        pub(in crate::order::graph) fn still_holds<W: Tracker>(&self) {}

        #[inline(always)]
        pub(in crate::order::graph) fn releases<W: Tracker>(&self) {}
    }
}
