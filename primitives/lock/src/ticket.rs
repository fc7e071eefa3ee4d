//! The ticket lock.
//!
//! ```text
//!     CPU 0                           CPU 1                        next   owner
//!                                                                  0      0
//!     draws 0                                                      1
//!     owner is 0: holds the lock
//!                                     draws 1                      2
//!                                     waits while owner is not 1
//!     owner := 1                                                          1
//!                                     owner is 1: holds the lock
//! ```
//!
//! Only the holder writes `owner`, so that it needs no read-modify-write. A number that is
//! drawn and never waited for stops the line: nobody calls the next.

use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;
use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicU32, Relax, SpinHint, WaitUntil, const_fn, impl_initial};
use latchwork_layer::Log;

use crate::event::{HandOff, LockEvent, Order};
use crate::force::ForceUnlock;
use crate::raw::{Doorway, RawLock};

/// Draw a number, wait until it is called (Reed and Kanodia, CACM 22(2), 1979;
/// Mellor-Crummey and Scott, TOCS 9(1), 1991, algorithm 2).
///
/// - **Order of service:** of arrival. Of N CPUs at most N − 1 acquire between
///   a CPU's arrival (the draw) and its own acquisition.
/// - **Bound on waiting:** ((N − 1)(k + 3) + 2) · F steps of the machine from
///   arrival to acquisition, if holders release within k of their steps and every
///   CPU gets one of any F steps. docs/locks.md has what adversaries reach.
/// - **Waiting:** all waiters poll the owner's number, in [line](WaitUntil::wait_in_line);
///   `R` says what a CPU does between polls. `TicketLock<Proportional>` backs off in
///   proportion to how many are ahead.
/// - **Cost:** alone, one read-modify-write and one load to acquire, one store
///   to release. With n waiters, a release moves the line n times.
/// - **Size:** 8 bytes.
/// - **Limit:** fewer than 2³² CPUs at a time; the numbers wrap around. No number is
///   lost in safe code: see [`RawLock::arrive`].
/// - **Re-entry:** `lock`, by the CPU that holds it, waits for ever.
/// - **Panics:** an `R` that panics ends the program: it does not unwind out of a
///   wait, which would lose the number.
/// - **Interrupts:** `try_lock` and `unlock` may be called in a handler; `lock`
///   only if no holder or waiter can be interrupted by it. Under a policy it is in force
///   during the whole wait.
/// - **Release without a token:** by [`ForceUnlock`], on any CPU; one load more.
/// - **Timeouts:** none. Whoever has drawn a number must wait for it: nobody else calls the
///   next.
pub struct TicketLock<R = SpinHint> {
    /// The number that the next arrival draws.
    next: AtomicU32,
    /// The number whose holder has the lock.
    owner: AtomicU32,
    log: Log<LockEvent>,
    relax: PhantomData<fn() -> R>,
}

/// A number that has been drawn, and not been called yet.
#[derive(Debug)]
pub struct Drawn(u32);

/// The number that its holder has drawn.
#[derive(Debug)]
pub struct Ticket(u32);

impl Ticket {
    /// The number: one more, wrapping, than that of whoever is served before.
    pub fn number(&self) -> u32 {
        self.0
    }
}

impl<R> TicketLock<R> {
    const_fn! {
        /// A free lock.
        pub fn new() -> Self {
            Self::from_first(0)
        }
    }

    #[cfg(feature = "spec")]
    const_fn! {
        /// A free lock that hands out the numbers from `first` on: models begin where
        /// the numbers are about to wrap around. A kernel's build does not have it.
        pub fn starting_at(first: u32) -> Self {
            Self::from_first(first)
        }
    }

    const_fn! {
        /// A free lock that hands out the numbers from `first` on.
        fn from_first(first: u32) -> Self {
            Self {
                next: AtomicU32::new(first),
                owner: AtomicU32::new(first),
                log: Log::new(),
                relax: PhantomData,
            }
        }
    }
}

impl_initial! { impl[R] TicketLock<R> = Self::new() }

// SAFETY: `next` only grows, by one a draw, so no two callers hold the same
// number while fewer than 2³² are drawn and not yet called: `arrive` is unsafe and
// promises that whoever draws waits, `lock` and `try_lock` wait at once, and a wait
// does not unwind. A caller returns from `wait`, or with a ticket
// from `try_lock`, only after it has drawn a number and seen `owner` at that
// number. Only whoever has the number advances `owner`, with Release, which the
// next one's Acquire reads from.
unsafe impl<R: Relax> RawLock for TicketLock<R> {
    type Place = Drawn;
    type Token = Ticket;

    const ORDER: Order = Order::Fifo;

    // A poll takes two steps, to come back from the one that failed and to load;
    // the release is a store.
    const HAND_OFF: Option<HandOff> = Some(HandOff {
        acquire: 2,
        release: 1,
    });

    #[inline]
    unsafe fn arrive(&self) -> Drawn {
        // Relaxed: the draw decides the order and nothing else; each draw reads
        // the one before it, whatever the ordering.
        let ticket = self.next.fetch_add(1, Relaxed);
        self.log.append(LockEvent::Arrive);
        Drawn(ticket)
    }

    #[inline]
    unsafe fn wait(&self, Drawn(ticket): Drawn) -> Ticket {
        // Acquire: pairs with the Release store in `unlock`; without it the
        // caller might not see what the previous holder wrote.
        let ahead = |owner| ticket.wrapping_sub(owner);
        self.owner
            .wait_in_line::<R>(Acquire, |owner| owner == ticket, ahead);
        self.log.append(LockEvent::Acquire);
        Ticket(ticket)
    }

    #[inline]
    fn try_lock(&self) -> Option<Ticket> {
        // Relaxed: a guess at which ticket would be served at once.
        let ticket = self.owner.load(Relaxed);
        let drawn = self
            .next
            // Relaxed, both: the number alone matters, and what the last holder
            // wrote is acquired through `owner`; on failure nothing is read on
            // the strength of it.
            .compare_exchange(ticket, ticket.wrapping_add(1), Relaxed, Relaxed)
            .is_ok();
        self.log.append(LockEvent::TryAcquire(drawn));
        if drawn {
            // Acquire: pairs with the Release store in `unlock`; without it the
            // caller might not see what the previous holder wrote. The first
            // poll succeeds, unless 2³² tickets were drawn since the guess: then
            // the ticket is as good as any, but not served yet.
            // mutant (compare otherwise): only where 2³² tickets were drawn since the guess.
            self.owner.wait_until::<R>(Acquire, |owner| owner == ticket);
        }
        drawn.then_some(Ticket(ticket))
    }

    #[inline]
    unsafe fn unlock(&self, Ticket(ticket): Ticket) {
        // Release: pairs with the Acquire loads of `owner` in `wait` and
        // `try_lock`; without it the next holder might not see what this one
        // wrote. A store will do, because only the holder writes `owner`.
        self.owner.store(ticket.wrapping_add(1), Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics, nothing is read on the strength of it.
        self.next.load(Relaxed) != self.owner.load(Relaxed)
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}

// SAFETY: `owner` is the number of the holder, from its acquisition to its release, and only
// its release writes it. A ticket has no destructor.
unsafe impl<R: Relax> ForceUnlock for TicketLock<R> {
    #[inline]
    unsafe fn holders_token(&self) -> Ticket {
        // Relaxed: the acquisition, which has read the holder's number here, happens before
        // this, so that no older one can be read; without that, which the caller promises,
        // the next number would be called twice.
        Ticket(self.owner.load(Relaxed))
    }
}

impl<R: Relax> Doorway for TicketLock<R> {
    fn doorway(&self) -> u32 {
        // Relaxed: the number is all that the caller looks at.
        self.next.load(Relaxed)
    }
}

impl<R> Default for TicketLock<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Relax> Debug for TicketLock<R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("TicketLock")
            // Relaxed, both: a snapshot for people.
            .field("next", &self.next.load(Relaxed))
            .field("owner", &self.owner.load(Relaxed))
            .finish()
    }
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod tests {
    use super::*;
    extern crate std;
    use std::sync::atomic::AtomicUsize;
    use std::{thread, vec};

    /// Where the numbers begin: at both ends of their range, of its halves, and so that
    /// they wrap around between two acquisitions, and while one waits.
    const FIRST: [u32; 8] = [
        0,
        1,
        i32::MAX as u32,
        i32::MAX as u32 + 1,
        u32::MAX - 2,
        u32::MAX - 1,
        u32::MAX,
        u32::MAX / 2,
    ];

    /// The place of the next arrival.
    fn arrive(lock: &TicketLock) -> Drawn {
        // SAFETY: each test waits with every place.
        unsafe { lock.arrive() }
    }

    fn wait(lock: &TicketLock, place: Drawn) -> Ticket {
        // SAFETY: the place comes from this lock.
        unsafe { lock.wait(place) }
    }

    fn unlock<R: Relax>(lock: &TicketLock<R>, ticket: Ticket) {
        // SAFETY: the ticket comes from this lock, which protects nothing.
        unsafe { lock.unlock(ticket) };
    }

    mod one_cpu {
        use super::*;

        #[test]
        fn numbers_wrap_around() {
            for first in FIRST {
                let lock = TicketLock::<SpinHint>::from_first(first);
                for round in 0..4_u32 {
                    let number = first.wrapping_add(2 * round);
                    assert!(!lock.is_locked(), "{number}");
                    let held = lock.lock();
                    assert_eq!(held.number(), number);
                    assert!(lock.is_locked(), "{number}");
                    assert!(lock.try_lock().is_none(), "{number}");
                    unlock(&lock, held);
                    assert!(!lock.is_locked(), "{number}");
                    let held = lock.try_lock().expect("the lock is free");
                    assert_eq!(held.number(), number.wrapping_add(1));
                    assert!(lock.is_locked(), "{number}");
                    assert!(lock.try_lock().is_none(), "{number}");
                    unlock(&lock, held);
                }
            }
        }

        #[test]
        fn arrivals_are_numbered_and_served_in_order_across_the_wrap() {
            for first in FIRST {
                let lock = TicketLock::<SpinHint>::from_first(first);
                let mut doorways = vec![lock.doorway()];
                let places = [(); 4].map(|()| {
                    let place = arrive(&lock);
                    doorways.push(lock.doorway());
                    // Whoever has arrived is passed by nobody.
                    assert!(lock.is_locked() && lock.try_lock().is_none(), "{first}");
                    place
                });
                assert_eq!(doorways, [0, 1, 2, 3, 4].map(|n| first.wrapping_add(n)));
                for (place, number) in places.into_iter().zip(doorways) {
                    let held = wait(&lock, place);
                    assert_eq!(held.number(), number);
                    assert!(lock.is_locked() && lock.try_lock().is_none(), "{first}");
                    unlock(&lock, held);
                }
                assert!(!lock.is_locked(), "{first}");
            }
        }
    }

    /// Counts polls that have failed.
    struct Counted;

    static POLLS: AtomicUsize = AtomicUsize::new(0);

    impl Relax for Counted {
        fn new() -> Self {
            Self
        }

        fn relax(&mut self) {
            // Relaxed: only the count counts.
            POLLS.fetch_add(1, Relaxed);
            core::hint::spin_loop();
        }
    }

    /// A waiter is not let in by any number but its own, whichever it is: it polls on.
    #[test]
    fn a_waiter_waits_for_its_own_number_and_no_other() {
        for first in FIRST {
            let lock = TicketLock::<Counted>::from_first(first);
            let (held, own) = (lock.lock(), first.wrapping_add(1));
            thread::scope(|scope| {
                let waiter = scope.spawn(|| unlock(&lock, lock.lock()));
                for far in [u32::MAX, 1, 2, 1 << 31, u32::MAX - 1] {
                    // Relaxed: no data goes with a number that lets nobody in.
                    lock.owner.store(own.wrapping_add(far), Relaxed);
                    // Relaxed: only the count counts.
                    let polls = POLLS.load(Relaxed);
                    // Two that have failed since, of which one began after the store.
                    // Relaxed: only the count counts.
                    while POLLS.load(Relaxed) < polls + 2 {
                        assert!(!waiter.is_finished(), "{own} was let in at {far} behind it");
                        core::hint::spin_loop();
                    }
                }
                unlock(&lock, held);
            });
            assert!(!lock.is_locked(), "{first}");
        }
    }

    /// What relaxes is told how many are ahead of the waiter, across the wrap, too.
    #[test]
    fn a_waiter_relaxes_behind_those_who_are_ahead() {
        static TOLD: AtomicU32 = AtomicU32::new(0);
        static TIMES: AtomicUsize = AtomicUsize::new(0);

        struct Told;

        impl Relax for Told {
            fn new() -> Self {
                Self
            }

            fn relax(&mut self) {
                unreachable!("it waits in line");
            }

            fn relax_behind(&mut self, ahead: u32) {
                // Relaxed: the increment below orders it.
                TOLD.store(ahead, Relaxed);
                // Release: pairs with the Acquire loads of the test; without it that might
                // read an older number.
                TIMES.fetch_add(1, Release);
            }
        }

        /// What is told by a poll that begins after this is called.
        fn told() -> u32 {
            // Acquire, both: pair with the Release in `relax_behind`.
            let before = TIMES.load(Acquire);
            while TIMES.load(Acquire) < before + 2 {
                core::hint::spin_loop();
            }
            // Relaxed: the loads above order it.
            TOLD.load(Relaxed)
        }

        /// What is told in the end: a poll may read an owner from before, for a while.
        fn told_at_last(expected: u32) -> u32 {
            let all = (0..100).map(|_| told());
            let mut others = all.skip_while(|&it| it != expected);
            others.next().unwrap_or_else(told)
        }

        for first in FIRST {
            let lock = TicketLock::<Told>::from_first(first);
            let held = lock.lock();
            // SAFETY: it is waited with below.
            let second = unsafe { lock.arrive() };
            let ahead = thread::scope(|scope| {
                scope.spawn(|| unlock(&lock, lock.lock()));
                let of_two = told_at_last(2);
                unlock(&lock, held);
                // SAFETY: the place comes from this lock.
                let held = unsafe { lock.wait(second) };
                let of_one = told_at_last(1);
                unlock(&lock, held);
                [of_two, of_one]
            });
            assert_eq!(ahead, [2, 1], "{first}");
        }
    }
}
