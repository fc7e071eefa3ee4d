//! Waits that give up, on the host's threads and under Miri: when they do, and what is in
//! force meanwhile.
#![cfg(not(any(loom, shuttle, explore)))]

use latchwork_cpu::{Cpu, Host};
use latchwork_lock::{
    Clock, InterruptsOff, Mutex, MutexGuard, Relax, SpinHint, TtasLock, WithClock, Yield, Yielding,
};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

type Off = InterruptsOff<Host>;
type Timed<T, R = SpinHint> = Mutex<T, TtasLock<WithClock<Asked, R>>, Off>;

thread_local! {
    static ASKED: Cell<u64> = const { Cell::new(0) };
    static RELAXED: Cell<u64> = const { Cell::new(0) };
    static YIELDED: Cell<u64> = const { Cell::new(0) };
}

/// It shows how often its thread has asked it before.
struct Asked;

impl Clock for Asked {
    fn ticks() -> u64 {
        ASKED.replace(ASKED.get() + 1)
    }
}

fn depth() -> u32 {
    Host::with_nesting(|nesting| nesting.depth())
}

/// Between two polls interrupts are on.
struct Interruptible;

impl Relax for Interruptible {
    fn new() -> Self {
        Self
    }

    fn relax(&mut self) {
        assert!(Host::interrupts_are_on() && depth() == 0);
        RELAXED.set(RELAXED.get() + 1);
    }
}

/// Also by the CPU that holds it, as a failed `try_lock`.
#[test]
fn a_waiter_gives_up_when_its_time_is_over_and_not_before() {
    let mutex = Timed::<_, Interruptible>::new(7);
    // In another thread the lock is held, so that this one's interrupts are on.
    thread::scope(|scope| {
        let (taken, is_taken) = mpsc::channel();
        let (over, is_over) = mpsc::channel::<()>();
        let mutex = &mutex;
        scope.spawn(move || {
            let guard = mutex.lock();
            taken.send(()).expect("the test waits for it");
            // Also if the test has failed, and is gone.
            let _ = is_over.recv();
            drop(guard);
        });
        is_taken.recv().expect("it is taken");
        assert!(mutex.try_lock_until(0).is_none());
        assert_eq!((ASKED.get(), RELAXED.get()), (1, 0), "it asks once");
        assert!(mutex.try_lock_until(5).is_none());
        // It showed 1 to an attempt, 2 to 5 to polls, and 6 to the last attempt.
        assert_eq!((ASKED.get(), RELAXED.get()), (7, 3));
        assert!(mutex.try_lock_for(3).is_none());
        // It showed 7 at first.
        assert_eq!((ASKED.get(), RELAXED.get()), (12, 4));
        assert!(
            Host::interrupts_are_on() && depth() == 0,
            "it has left the policy"
        );
        drop(over);
    });
    assert_eq!(mutex.try_lock_for(u64::MAX).as_deref(), Some(&7));
}

/// The back-off of one wait is not begun again at each look at the clock.
#[test]
fn a_waiter_gives_its_time_slice_away() {
    struct Hook;

    impl Yield for Hook {
        fn yield_now() {
            YIELDED.set(YIELDED.get() + 1);
        }
    }

    let mutex = Mutex::<(), TtasLock<WithClock<Asked, Yielding<Hook>>>>::new(());
    let held = mutex.lock();
    assert!(mutex.try_lock_for(66).is_none());
    assert_eq!(YIELDED.get(), 0);
    assert!(mutex.try_lock_for(67).is_none());
    assert_eq!(YIELDED.get(), 1);
    drop(held);
}

/// A clock that panics: nothing is taken, and the policy is left.
#[test]
fn a_clock_that_panics_leaves_the_policy() {
    struct Stopped;

    impl Clock for Stopped {
        fn ticks() -> u64 {
            panic!("no clock")
        }
    }

    let mutex = Mutex::<u32, TtasLock<WithClock<Stopped>>, Off>::new(7);
    let guard = mutex
        .try_lock_until(1)
        .expect("it is free: it asks for no time");
    thread::scope(|scope| {
        scope.spawn(|| {
            let attempt = || drop(mutex.try_lock_until(1));
            assert!(catch_unwind(AssertUnwindSafe(attempt)).is_err());
            assert!(Host::interrupts_are_on() && depth() == 0);
        });
    });
    drop(guard);
    assert_eq!(mutex.try_lock_until(1).as_deref(), Some(&7));
}

/// Tests of one CPU at a time: no schedule of theirs differs from another.
mod one_cpu {
    use super::*;

    #[test]
    fn a_free_lock_is_had_at_once_whatever_the_time() {
        let mutex = Timed::<_, SpinHint>::new(7);
        let guard = mutex.try_lock_until(0).expect("it is free");
        assert_eq!((*guard, ASKED.get()), (7, 0));
        assert!(!Host::interrupts_are_on() && mutex.is_locked());
        drop(guard);
        assert!(Host::interrupts_are_on() && !mutex.is_locked());
        drop(mutex.try_lock_for(0).expect("it is free"));
        assert!(Host::interrupts_are_on() && depth() == 0);
    }

    /// A clock need not show each number.
    #[test]
    fn a_waiter_gives_up_though_its_clock_leaps_over_the_deadline() {
        struct Leaps;

        impl Clock for Leaps {
            fn ticks() -> u64 {
                2 * Asked::ticks()
            }
        }

        let mutex = Mutex::<(), TtasLock<WithClock<Leaps>>>::new(());
        let held = mutex.lock();
        assert!(mutex.try_lock_until(5).is_none());
        // It showed 0 to an attempt, 2, 4 and 6 to polls, and 8 to the last attempt.
        assert_eq!(ASKED.get(), 5);
        drop(held);
    }

    /// A time that is over after the clock's last number: it waits until the lock is free.
    #[test]
    fn a_deadline_beyond_the_clock_is_its_last_number() {
        thread_local! {
            static HELD: Cell<Option<(&'static Endless, ())>> = const { Cell::new(None) };
        }
        type Endless = Mutex<(), TtasLock<WithClock<Asked, Releases>>>;

        /// The holder releases at the first failed poll.
        struct Releases;

        impl Relax for Releases {
            fn new() -> Self {
                Self
            }

            fn relax(&mut self) {
                if let Some((mutex, token)) = HELD.take() {
                    // SAFETY: the token is this mutex's, of a guard that was taken apart.
                    drop(unsafe { MutexGuard::from_raw(mutex, token) });
                }
            }
        }

        static MUTEX: Endless = Mutex::new(());
        HELD.set(Some((&MUTEX, MutexGuard::into_raw(MUTEX.lock()))));
        // From now on the clock shows more than 0, and the sum has no room.
        Asked::ticks();
        assert!(MUTEX.try_lock_for(u64::MAX).is_some());
        assert!(HELD.take().is_none());
    }
}
