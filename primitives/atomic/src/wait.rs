//! Waiting: the only way to spin.

#[cfg(explore)]
mod awaited;
#[cfg(not(any(loom, shuttle, explore)))]
mod brief;
#[cfg(not(any(explore, coherence)))]
mod polled;
#[cfg(coherence)]
mod simulated;
#[cfg(not(explore))]
mod waiter;
mod yielding;

pub use yielding::{Yield, Yielding};

use crate::Ordering;
#[cfg(not(test))]
use crate::spin_loop;
#[cfg(test)]
use one_cpu::spin_loop;

/// What a CPU does between two polls of a wait.
///
/// A kernel on a hypervisor implements it to give its time slice away; a lock
/// takes it as a type parameter. Checkers do not call it: under them a waiter
/// gives way at once.
///
/// A `Relax` that panics ends the program, in `new`, in `relax` or in its
/// destructor: the wait does not unwind. A waiter that unwound would leave its place
/// in a queue behind, where nobody gives it up; and as many lost tickets as there
/// are numbers would let two into a ticket lock.
pub trait Relax {
    /// How long it takes. A simulated machine, on which a waiter sleeps until the line that
    /// it polls is taken away, charges the polls that were not made by it.
    const PACE: Pace = Pace::Opaque;

    /// The state at the beginning of a wait.
    fn new() -> Self;

    /// Called after each poll that failed.
    fn relax(&mut self);

    /// Called after each poll that failed of a [wait in line](WaitUntil::wait_in_line), with
    /// how many are ahead, one at least. Unless it is implemented it does what
    /// [`relax`](Self::relax) does, however many there are.
    #[inline(always)]
    fn relax_behind(&mut self, _ahead: u32) {
        self.relax();
    }
}

/// How long a [`Relax`] takes after each poll that failed, in [spin
/// hints](crate::spin_loop).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// So many each time.
    Constant(u32),
    /// One, then twice as many each time, up to this limit.
    Doubling(u32),
    /// So many for each who is ahead in a [wait in line](WaitUntil::wait_in_line), and so
    /// many in any other.
    Proportional(u32),
    /// Nobody has said: a simulated machine makes each poll, and refuses to with more than
    /// a few CPUs.
    Opaque,
}

/// Tells the CPU that it spins, once a poll, by [`core::hint::spin_loop`]: `pause` on x86-64
/// and RISC-V, `isb` on AArch64, `yield` on 32-bit Arm.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpinHint;

impl Relax for SpinHint {
    const PACE: Pace = Pace::Constant(1);

    #[inline(always)]
    fn new() -> Self {
        Self
    }

    #[inline(always)]
    fn relax(&mut self) {
        spin_loop();
    }
}

/// Exponential back-off: 1, 2, 4, … spin hints between polls, up to `LIMIT`.
///
/// It takes load off a contended cache line at the price of noticing a release
/// later. Not for waits where the next in line is known (MCS): there nobody
/// else polls the line.
///
/// A limit of 0, which would never back off, does not compile:
///
/// ```compile_fail,E0080
/// use latchwork_atomic::{AtomicBool, Backoff, Ordering, WaitUntil};
///
/// // Relaxed: nothing is read on the strength of it.
/// AtomicBool::new(true).wait_until::<Backoff<0>>(Ordering::Relaxed, |set| set);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Backoff<const LIMIT: u32 = 64> {
    hints: u32,
}

impl<const LIMIT: u32> Relax for Backoff<LIMIT> {
    const PACE: Pace = Pace::Doubling(LIMIT);

    #[inline]
    fn new() -> Self {
        const { assert!(LIMIT > 0, "a back-off gives at least one spin hint") };
        Self { hints: 1 }
    }

    #[inline]
    fn relax(&mut self) {
        for _ in 0..self.hints {
            spin_loop();
        }
        self.hints = Self::doubled(self.hints);
    }
}

impl<const LIMIT: u32> Backoff<LIMIT> {
    /// How many come after so many.
    const fn doubled(hints: u32) -> u32 {
        let doubled = hints.saturating_mul(2);
        // mutant (doubled <= LIMIT): at the limit both are the limit.
        if doubled < LIMIT { doubled } else { LIMIT }
    }
}

/// Proportional back-off: in a [wait in line](WaitUntil::wait_in_line), `UNIT` spin hints
/// for each who is ahead, and in any other `UNIT` (Mellor-Crummey and Scott, TOCS 9(1),
/// 1991; Boyd-Wickizer et al., OLS 2012).
///
/// A waiter polls a contended cache line when its turn may have come, and not each time
/// that another's has. `TicketLock<Proportional>` is the ticket lock for which it was
/// invented. `UNIT` stands for the time of one turn: where turns are shorter, a release is
/// noticed late, by up to `UNIT` hints for each who was ahead at the last poll; where they
/// are longer, the line is polled more often. Not for waits where nobody else polls the
/// line (MCS).
///
/// A unit of 0, which would never back off, does not compile:
///
/// ```compile_fail,E0080
/// use latchwork_atomic::{AtomicU32, Ordering, Proportional, WaitUntil};
///
/// // Relaxed: nothing is read on the strength of it.
/// AtomicU32::new(0).wait_until::<Proportional<0>>(Ordering::Relaxed, |it| it == 0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Proportional<const UNIT: u32 = 64>(());

impl<const UNIT: u32> Relax for Proportional<UNIT> {
    const PACE: Pace = Pace::Proportional(UNIT);

    #[inline]
    fn new() -> Self {
        const { assert!(UNIT > 0, "a back-off gives at least one spin hint") };
        Self(())
    }

    #[inline]
    fn relax(&mut self) {
        self.relax_behind(1);
    }

    #[inline]
    fn relax_behind(&mut self, ahead: u32) {
        for _ in 0..u64::from(ahead) * u64::from(UNIT) {
            spin_loop();
        }
    }
}

/// Waiting on an atomic.
pub trait WaitUntil {
    /// What the atomic holds.
    type Value: Copy;

    /// Loads with `ordering` until `condition` holds of the value, and returns
    /// that value.
    ///
    /// `condition` must be pure: loom does not look at what follows a poll that
    /// failed, because a failed poll changes nothing; and the explorer does not
    /// poll, but asks it of any value that might be read.
    ///
    /// Never returns if the condition never comes to hold. May be called from
    /// an interrupt handler if what it waits for does not need the interrupted
    /// CPU.
    // Checkers say who waits where.
    #[cfg_attr(any(loom, shuttle, explore), track_caller)]
    fn wait_until<R: Relax>(
        &self,
        ordering: Ordering,
        condition: impl FnMut(Self::Value) -> bool,
    ) -> Self::Value;

    /// [Waits](Self::wait_until) in line: `R` is told how many are `ahead`, which the value
    /// says, after each poll that failed. 0 is taken for 1.
    ///
    /// `ahead` must be pure. It decides how long `R` takes, and nothing else: checkers do
    /// not ask it.
    ///
    /// ```
    /// use latchwork_atomic::{AtomicU32, Ordering, Proportional, WaitUntil};
    ///
    /// let (served, ticket) = (AtomicU32::new(7), 7_u32);
    /// let ahead = |now: u32| ticket.wrapping_sub(now);
    /// // Acquire: pairs with the Release store of whoever was served before.
    /// served.wait_in_line::<Proportional>(Ordering::Acquire, |now| now == ticket, ahead);
    /// ```
    // Checkers say who waits where.
    #[cfg_attr(any(loom, shuttle, explore), track_caller)]
    #[inline(always)]
    fn wait_in_line<R: Relax>(
        &self,
        ordering: Ordering,
        condition: impl FnMut(Self::Value) -> bool,
        _ahead: impl Fn(Self::Value) -> u32,
    ) -> Self::Value {
        Self::wait_until::<R>(self, ordering, condition)
    }

    /// [Waits](Self::wait_until), but gives up when `give_up` says so, which is asked after
    /// each poll that fails. Returns what the last poll read: the condition may hold of it or
    /// not.
    ///
    /// `condition` must be pure. Checkers poll once and give up, which stands for any number
    /// of polls: those that fail change nothing, so whoever gives up after many could have
    /// come later and given up at once.
    ///
    /// ```
    /// use latchwork_atomic::{AtomicBool, Ordering, SpinHint, WaitUntil};
    ///
    /// let ready = AtomicBool::new(false);
    /// // Relaxed: nothing is read on the strength of it.
    /// let mut polls = 0;
    /// let give_up = || {
    ///     polls += 1;
    ///     polls == 100
    /// };
    /// assert!(!ready.wait_briefly::<SpinHint>(Ordering::Relaxed, |ready| ready, give_up));
    /// ```
    // Checkers say who polls where.
    #[cfg_attr(any(loom, shuttle, explore), track_caller)]
    fn wait_briefly<R: Relax>(
        &self,
        ordering: Ordering,
        condition: impl FnMut(Self::Value) -> bool,
        give_up: impl FnMut() -> bool,
    ) -> Self::Value;
}

#[cfg(test)]
mod one_cpu {
    use super::*;
    extern crate std;
    use std::cell::Cell;
    use std::vec::Vec;

    std::thread_local! {
        static HINTS: Cell<u32> = const { Cell::new(0) };
    }

    /// Counts what the CPU is told, and tells it.
    pub(super) fn spin_loop() {
        HINTS.set(HINTS.get() + 1);
        core::hint::spin_loop();
    }

    /// The spin hints that `R` gives at each of the first so many polls that fail.
    fn hints<R: Relax>(polls: usize) -> Vec<u32> {
        let mut relax = R::new();
        let at_each = (0..polls).map(|_| {
            let before = HINTS.get();
            relax.relax();
            HINTS.get() - before
        });
        at_each.collect()
    }

    #[test]
    fn a_spin_hint_is_one_each_time() {
        assert_eq!(hints::<SpinHint>(5), [1; 5]);
    }

    #[test]
    fn a_back_off_doubles_up_to_its_limit_and_stays_there() {
        assert_eq!(hints::<Backoff<6>>(6), [1, 2, 4, 6, 6, 6]);
        assert_eq!(hints::<Backoff>(9), [1, 2, 4, 8, 16, 32, 64, 64, 64]);
        assert_eq!(hints::<Backoff<1>>(3), [1, 1, 1]);
        assert_eq!(hints::<Backoff<2>>(4), [1, 2, 2, 2]);
        assert_eq!(hints::<Backoff<{ u32::MAX }>>(8)[6..], [64, 128]);
        // Each wait begins anew.
        assert_eq!(hints::<Backoff<6>>(2), [1, 2]);
    }

    #[test]
    fn a_proportional_back_off_is_so_many_for_each_who_is_ahead() {
        /// The hints behind each of so many.
        fn behind<R: Relax>(ahead: [u32; 4]) -> [u32; 4] {
            let mut relax = R::new();
            ahead.map(|ahead| {
                let before = HINTS.get();
                relax.relax_behind(ahead);
                HINTS.get() - before
            })
        }

        assert_eq!(behind::<Proportional<3>>([4, 1, 2, 2]), [12, 3, 6, 6]);
        assert_eq!(behind::<Proportional>([4, 1, 2, 2]), [256, 64, 128, 128]);
        assert_eq!(hints::<Proportional<3>>(3), [3; 3]);
        // The others do not mind.
        assert_eq!(behind::<SpinHint>([4, 1, 2, 2]), [1; 4]);
        assert_eq!(behind::<Backoff<6>>([4, 1, 2, 2]), [1, 2, 4, 6]);
    }

    /// What a simulated machine is told that it takes.
    #[test]
    fn each_takes_as_long_as_it_says() {
        fn keeps_its_pace<R: Relax>(polls: u32) {
            let said = (0..polls).map(|before| match R::PACE {
                Pace::Constant(hints) | Pace::Proportional(hints) => hints,
                Pace::Doubling(limit) => limit.min(1 << before),
                Pace::Opaque => 0,
            });
            assert_eq!(hints::<R>(polls as usize), said.collect::<Vec<_>>());
        }

        keeps_its_pace::<SpinHint>(3);
        keeps_its_pace::<Backoff>(9);
        keeps_its_pace::<Backoff<6>>(5);
        keeps_its_pace::<Proportional<3>>(3);
    }

    /// So many spin hints, and then the time slice is given away.
    #[test]
    fn a_waiter_that_yields_spins_before_and_after() {
        std::thread_local! {
            static YIELDS: Cell<u32> = const { Cell::new(0) };
        }

        struct Counted;

        impl Yield for Counted {
            fn yield_now() {
                YIELDS.set(YIELDS.get() + 1);
            }
        }

        assert_eq!(hints::<Yielding<Counted, 2>>(7), [1, 1, 0, 1, 1, 0, 1]);
        assert_eq!(YIELDS.replace(0), 2);
        assert_eq!(hints::<Yielding<Counted, 1>>(3), [1, 0, 1]);
        assert_eq!(YIELDS.replace(0), 1);
        // Each wait begins anew.
        assert_eq!(hints::<Yielding<Counted>>(64), [1; 64]);
        assert_eq!(hints::<Yielding<Counted>>(65)[64], 0);
        assert_eq!(YIELDS.get(), 1);
    }

    /// Known-bad twins: a back-off that never backs off, and one without a limit.
    #[test]
    fn another_sequence_is_seen() {
        struct Wrong<const FACTOR: u32>(u32);

        impl<const FACTOR: u32> Relax for Wrong<FACTOR> {
            fn new() -> Self {
                Self(1)
            }

            fn relax(&mut self) {
                (0..self.0).for_each(|_| spin_loop());
                self.0 *= FACTOR;
            }
        }

        for polls in [4, 5, 6] {
            let right = hints::<Backoff<6>>(polls);
            assert_ne!(hints::<Wrong<1>>(polls), right);
            assert_ne!(hints::<Wrong<2>>(polls), right);
        }
    }

    /// What comes after so many hints, at the end of what can be counted.
    #[test]
    fn a_back_off_does_not_wrap_around() {
        fn after<const LIMIT: u32>(hints: u32) -> u32 {
            Backoff::<LIMIT>::doubled(hints)
        }
        const MAX: u32 = u32::MAX;
        assert_eq!(after::<MAX>(1 << 30), 1 << 31);
        assert_eq!((after::<MAX>(1 << 31), after::<MAX>(MAX)), (MAX, MAX));
        assert_eq!(after::<{ MAX - 1 }>(1 << 31), MAX - 1);
        assert_eq!(after::<{ 1 << 31 }>(1 << 31), 1 << 31);
    }
}
