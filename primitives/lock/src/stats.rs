//! How often a lock is contended, and how long it is waited for and held.

use crate::clock::Clock;
use crate::event::{HandOff, LockEvent, Order};
use crate::force::ForceUnlock;
use crate::policy::Policy;
use crate::raw::{Doorway, RawLock};
use crate::timed::TimedLock;
use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use latchwork_atomic::{Initial, NoUnwind, UnsafeCell, const_fn, impl_initial, initial};
use latchwork_layer::Log;

/// What has been counted of one lock, as Linux's lock_stat does. Times are in ticks of the
/// lock's [`Clock`]; a difference below zero, where what two CPUs read is apart, counts as none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Acquisitions, those of `try_lock` among them.
    pub acquisitions: u64,
    /// Acquisitions by a call that waits (`lock`, `try_lock_for`) and that found the lock
    /// taken when it began.
    pub contended: u64,
    /// How long all acquisitions together took, from the call on; those of `try_lock`, which
    /// does not wait, among them.
    pub waited: u64,
    /// How long the longest took, of whichever kind.
    pub longest_wait: u64,
    /// How long the lock was held, all acquisitions together.
    pub held: u64,
    /// How long it was held at most.
    pub longest_hold: u64,
}

impl Statistics {
    const NONE: Self = Self {
        acquisitions: 0,
        contended: 0,
        waited: 0,
        longest_wait: 0,
        held: 0,
        longest_hold: 0,
    };

    /// A call that began as `start` says has acquired the lock at `now`.
    fn acquired(&mut self, start: &Start, now: u64) {
        let waited = now.saturating_sub(start.at);
        self.acquisitions = self.acquisitions.saturating_add(1);
        self.contended = self.contended.saturating_add(u64::from(start.contended));
        self.waited = self.waited.saturating_add(waited);
        self.longest_wait = self.longest_wait.max(waited);
    }

    /// The lock, held for so long, is released.
    fn released(&mut self, held: u64) {
        self.held = self.held.saturating_add(held);
        self.longest_hold = self.longest_hold.max(held);
    }
}

/// A lock of type `R` that counts: `Mutex<T, Counted<TicketLock, Tsc>>`.
///
/// Everything else is as in `R`: order of service, bound on waiting, interrupts. A
/// kernel that counts only if it is asked to names its locks by an alias, which is `R` in
/// other builds; there nothing is left of this.
///
/// - **Cost:** the clock is read before and after an acquisition, and before a release; the
///   counts lie beside the lock, and are written by its holder.
/// - **Size:** that of `R`, and 56 bytes, rounded up to the alignment of both.
/// - **Panics:** as `R`. A clock that panics ends the program, wherever it does: the lock may
///   have been acquired, and would stay so, and its policy in force.
/// - **Counts** do not come round: each stops at 2⁶⁴ − 1.
///
/// ```
/// use latchwork_lock::stats::Counted;
/// use latchwork_lock::{Clock, Mutex, TicketLock};
/// use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
///
/// struct Ticks;
/// impl Clock for Ticks {
///     fn ticks() -> u64 {
///         static NOW: AtomicU64 = AtomicU64::new(0);
///         NOW.fetch_add(1, Relaxed)
///     }
/// }
///
/// static FRAMES: Mutex<u32, Counted<TicketLock, Ticks>> = Mutex::new(0);
///
/// *FRAMES.lock() += 1;
/// let statistics = FRAMES.statistics();
/// assert_eq!((statistics.acquisitions, statistics.contended), (1, 0));
/// assert_eq!((statistics.longest_wait, statistics.longest_hold), (1, 1));
/// ```
pub struct Counted<R, C> {
    lock: R,
    /// The holder's.
    counts: UnsafeCell<Counts>,
    clock: PhantomData<fn() -> C>,
}

/// What the holder writes.
#[derive(Clone, Copy)]
struct Counts {
    statistics: Statistics,
    /// When the lock was acquired last.
    since: u64,
}

// SAFETY: the holder alone reaches the counts.
unsafe impl<R: Sync, C> Sync for Counted<R, C> {}

impl<R: Initial, C> Counted<R, C> {
    const_fn! {
        /// A free lock that has counted nothing.
        pub fn new() -> Self {
            Self {
                lock: initial!(R),
                counts: UnsafeCell::new(Counts {
                    statistics: Statistics::NONE,
                    since: 0,
                }),
                clock: PhantomData,
            }
        }
    }
}

impl_initial! { impl[R: Initial, C] Counted<R, C> = Self::new() }

/// A call of `lock` that has begun.
#[derive(Debug)]
struct Start {
    at: u64,
    contended: bool,
}

/// A place in the queue of a lock that counts.
#[derive(Debug)]
pub struct CountedPlace<P> {
    place: P,
    start: Start,
}

impl<R: RawLock, C: Clock> Counted<R, C> {
    /// The lock, whose acquisitions are not counted.
    pub(crate) fn uncounted(&self) -> &R {
        &self.lock
    }

    /// What has been counted so far.
    ///
    /// # Safety
    ///
    /// The caller holds the lock.
    pub(crate) unsafe fn counted(&self) -> Statistics {
        self.counts(|counts| counts.statistics)
    }

    fn now() -> u64 {
        let armed = NoUnwind::new("a Clock panicked in a lock that counts, and may be held");
        let now = C::ticks();
        armed.over();
        now
    }

    fn start(&self) -> Start {
        Start {
            at: Self::now(),
            contended: self.lock.is_locked(),
        }
    }

    fn acquired(&self, start: &Start) {
        let now = Self::now();
        self.counts(|counts| {
            counts.statistics.acquired(start, now);
            counts.since = now;
        });
    }

    /// What the holder does before it releases.
    fn releases(&self) {
        let now = Self::now();
        self.counts(|counts| {
            let held = now.saturating_sub(counts.since);
            counts.statistics.released(held);
        });
    }

    /// Looks at the counts; the lock is held.
    fn counts<U>(&self, look: impl FnOnce(&mut Counts) -> U) -> U {
        self.counts.pull();
        // SAFETY: the caller holds the lock.
        let result = self.counts.with_mut(|counts| look(unsafe { &mut *counts }));
        self.counts.push();
        result
    }
}

// SAFETY: it is `R`, whose holder counts before it releases.
unsafe impl<R: RawLock, C: Clock> RawLock for Counted<R, C> {
    type Place = CountedPlace<R::Place>;
    type Token = R::Token;

    const ORDER: Order = R::ORDER;
    const HAND_OFF: Option<HandOff> = R::HAND_OFF;

    #[track_caller]
    unsafe fn arrive(&self) -> Self::Place {
        let start = self.start();
        // SAFETY: the caller's promise.
        let place = unsafe { self.lock.arrive() };
        CountedPlace { place, start }
    }

    unsafe fn wait(&self, CountedPlace { place, start }: Self::Place) -> R::Token {
        // SAFETY: the caller's promise.
        let token = unsafe { self.lock.wait(place) };
        self.acquired(&start);
        token
    }

    #[track_caller]
    fn lock_under<P: Policy>(&self, policy: &P) -> R::Token {
        let start = self.start();
        let token = self.lock.lock_under(policy);
        self.acquired(&start);
        token
    }

    #[track_caller]
    fn try_lock(&self) -> Option<R::Token> {
        let start = Start {
            at: Self::now(),
            contended: false,
        };
        let token = self.lock.try_lock()?;
        self.acquired(&start);
        Some(token)
    }

    unsafe fn unlock(&self, token: R::Token) {
        self.releases();
        // SAFETY: the caller's promise.
        unsafe { self.lock.unlock(token) };
    }

    fn has_place(&self) -> bool {
        self.lock.has_place()
    }

    fn is_locked(&self) -> bool {
        self.lock.is_locked()
    }

    fn log(&self) -> &Log<LockEvent> {
        self.lock.log()
    }
}

// SAFETY: the token is `R`'s.
unsafe impl<R: TimedLock, C: Clock> TimedLock for Counted<R, C> {
    /// That of the lock: `C` is for the counts alone.
    type Clock = R::Clock;

    #[track_caller]
    fn try_lock_until_under<P: Policy>(&self, policy: &P, deadline: u64) -> Option<R::Token> {
        let start = self.start();
        let token = self.lock.try_lock_until_under(policy, deadline)?;
        self.acquired(&start);
        Some(token)
    }
}

// SAFETY: the holder's token is that of the lock itself, and its `unlock` counts.
unsafe impl<R: ForceUnlock, C: Clock> ForceUnlock for Counted<R, C> {
    #[track_caller]
    unsafe fn holders_token(&self) -> R::Token {
        // SAFETY: the caller's promise.
        unsafe { self.lock.holders_token() }
    }
}

impl<R: Doorway, C: Clock> Doorway for Counted<R, C> {
    fn doorway(&self) -> u32 {
        self.lock.doorway()
    }
}

impl<R: Initial, C> Default for Counted<R, C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Debug, C> Debug for Counted<R, C> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counted")
            .field("lock", &self.lock)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod one_cpu {
    use super::*;
    use crate::{McsLock, TicketLock, TtasLock, WithClock};
    use latchwork_cpu::Host;

    /// It stands still.
    struct Still;

    impl Clock for Still {
        fn ticks() -> u64 {
            7
        }
    }

    fn acquisitions<R: RawLock + Initial>(lock: &Counted<R, Still>) -> u64 {
        lock.counts(|counts| counts.statistics.acquisitions)
    }

    #[test]
    fn counts_stop_at_their_last_number() {
        let mut statistics = Statistics {
            acquisitions: u64::MAX,
            contended: u64::MAX,
            waited: u64::MAX - 2,
            held: u64::MAX - 2,
            ..Statistics::NONE
        };
        let start = Start {
            at: 4,
            contended: true,
        };
        statistics.acquired(&start, 7);
        statistics.released(3);
        let full = Statistics {
            acquisitions: u64::MAX,
            contended: u64::MAX,
            waited: u64::MAX,
            longest_wait: 3,
            held: u64::MAX,
            longest_hold: 3,
        };
        assert_eq!(statistics, full);
    }

    /// Who draws a place and waits in it is counted, too.
    #[test]
    fn whoever_arrives_and_waits_is_counted() {
        let lock = Counted::<TicketLock, Still>::new();
        let before = lock.doorway();
        for arrivals in [1, 2] {
            // SAFETY: the place is waited in below.
            let place = unsafe { lock.arrive() };
            assert_eq!(lock.doorway(), before + arrivals);
            // SAFETY: the place is that of this lock drawn above.
            let token = unsafe { lock.wait(place) };
            // SAFETY: the token is that of the acquisition above.
            unsafe { lock.unlock(token) };
        }
        assert_eq!(acquisitions(&lock), 2);
    }

    #[test]
    fn who_has_a_place_is_the_lock_s_to_say() {
        let lock = Counted::<McsLock<Host, 256>, Still>::new();
        assert!(lock.has_place());
        assert!(!Counted::<McsLock<Far, 1>, Still>::new().has_place());
    }

    /// A CPU that the lock has no place for.
    struct Far;

    // SAFETY: nobody else is on this CPU.
    unsafe impl latchwork_cpu::CurrentCpu for Far {
        fn current() -> usize {
            7
        }
    }

    #[test]
    fn who_waits_until_a_deadline_is_counted() {
        let lock = Counted::<TtasLock<WithClock<Still>>, Still>::new();
        let until = |deadline| lock.try_lock_until_under(&crate::AsIs, deadline);
        assert!(until(8).is_some(), "free");
        assert!(until(7).is_none(), "held");
        // SAFETY: the lock is held since the first call, whose token is no more than that.
        unsafe { lock.force_unlock() };
        assert_eq!(acquisitions(&lock), 1);
    }
}
