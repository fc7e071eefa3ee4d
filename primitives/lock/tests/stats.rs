//! What a lock counts, by a clock that the test turns.
#![cfg(all(feature = "stats", not(any(loom, shuttle, explore))))]

#[cfg(not(miri))]
mod own_process;

use latchwork_atomic::impl_initial;
use latchwork_cpu::Host;
use latchwork_lock::stats::{Counted, Statistics};
use latchwork_lock::{Clock, InterruptsOff, McsLock, Mutex, Policy, RawLock, TicketLock, TtasLock};
use std::cell::RefCell;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Relaxed, SeqCst},
};
use std::thread;

/// A clock of each test's thread and those that it lets use it.
struct Turned;

static NOW: AtomicU64 = AtomicU64::new(0);

impl Clock for Turned {
    fn ticks() -> u64 {
        // Relaxed: the tests order its turns by other means.
        NOW.load(Relaxed)
    }
}

fn turn(ticks: u64) {
    // Relaxed: the tests order its turns by other means.
    NOW.fetch_add(ticks, Relaxed);
}

fn waits_and_holds<R: RawLock + latchwork_atomic::Initial + Send + Sync>() {
    let mutex = Mutex::<u32, Counted<R, Turned>, InterruptsOff<Host>>::new(0);
    assert_eq!(mutex.statistics(), Statistics::default());

    let guard = mutex.lock();
    turn(3);
    assert_eq!(mutex.try_statistics(), None, "it is held");
    drop(guard);
    let guard = mutex.try_lock().expect("free");
    turn(5);
    assert!(mutex.try_lock().is_none());
    drop(guard);
    let alone = Statistics {
        acquisitions: 2,
        held: 8,
        longest_hold: 5,
        ..Statistics::default()
    };
    assert_eq!(mutex.statistics(), alone);

    let begun = AtomicU64::new(0);
    let guard = mutex.lock();
    thread::scope(|scope| {
        scope.spawn(|| {
            // SeqCst: the holder turns the clock only once the waiter has read it.
            begun.store(1, SeqCst);
            let guard = mutex.lock();
            turn(2);
            drop(guard);
        });
        // SeqCst: see above. The waiter reads the clock soon after; should it not have, it
        // has waited less long, and the test tries again.
        while begun.load(SeqCst) == 0 {
            thread::yield_now();
        }
        thread::sleep(std::time::Duration::from_millis(50));
        turn(7);
        drop(guard);
    });
    let contended = Statistics {
        acquisitions: 4,
        contended: 1,
        waited: 7,
        longest_wait: 7,
        held: 8 + 7 + 2,
        longest_hold: 7,
    };
    assert_eq!(mutex.statistics(), contended);
    assert_eq!(mutex.try_statistics(), Some(contended));
}

/// One test: the clock is everybody's.
#[test]
fn acquisitions_waits_and_holds_are_counted() {
    waits_and_holds::<TtasLock>();
    waits_and_holds::<TicketLock>();
    waits_and_holds::<McsLock<Host, 256>>();

    // A release by force ends what is held.
    let mutex = Mutex::<(), Counted<TicketLock, Turned>>::new(());
    let forced = || {
        // SAFETY: it is held, and its guard is forgotten.
        unsafe { mutex.force_unlock() };
        (mutex.statistics().held, mutex.is_locked())
    };
    std::mem::forget(mutex.lock());
    turn(11);
    assert_eq!(forced(), (11, false));
    // A clock that is behind counts as one that stands still.
    std::mem::forget(mutex.lock());
    // SeqCst: no other thread looks.
    NOW.fetch_sub(20, SeqCst);
    assert_eq!(forced(), (11, false));
}

/// A policy that notes what it is told, and whether the lock is taken then.
struct Noted;

impl_initial! { impl[] Noted = Self }

static WATCHED: Mutex<(), Counted<TicketLock, Turned>, Noted> = Mutex::new(());

thread_local! {
    static NOTES: RefCell<Vec<(&'static str, bool)>> = const { RefCell::new(Vec::new()) };
}

fn note(what: &'static str) {
    NOTES.with_borrow_mut(|notes| notes.push((what, WATCHED.is_locked())));
}

// SAFETY: nothing is promised.
unsafe impl Policy for Noted {
    type Here = ();

    fn enter(&self) {
        note("enter");
    }

    unsafe fn leave(&self) {
        note("leave");
    }

    fn acquired(&self) {
        note("acquired");
    }

    fn releases(&self) {
        note("releases");
    }
}

/// A clock that panics after so many readings. Each case runs in a process of its own.
#[cfg(not(miri))]
mod broken_clock {
    use super::*;

    struct Broken;

    static READINGS: AtomicU64 = AtomicU64::new(0);

    impl Clock for Broken {
        fn ticks() -> u64 {
            // SeqCst: one thread.
            assert!(READINGS.fetch_sub(1, SeqCst) > 0, "the clock is broken");
            0
        }
    }

    fn read_well(times: u64) {
        let mutex = Mutex::<(), Counted<TicketLock, Broken>, InterruptsOff<Host>>::new(());
        // SeqCst: one thread.
        READINGS.store(times, SeqCst);
        own_process::end(|| drop(mutex.lock()));
    }

    #[test]
    fn a_clock_that_panics_ends_the_program() {
        const TEST: &str = "broken_clock::a_clock_that_panics_ends_the_program";
        if let Some(case) = own_process::case() {
            return read_well(case.parse().expect("a number"));
        }
        // Before the acquisition, after it, and before the release.
        for case in ["0", "1", "2"] {
            own_process::is_ended(TEST, case, "a Clock panicked in a lock that counts");
        }
        // One that is read well three times ends nothing.
        let well = own_process::run(TEST, "3");
        assert!(well.success && well.stdout.contains(own_process::ENDED));
    }
}

/// Tests of one CPU at a time: no schedule of theirs differs from another.
mod one_cpu {
    use super::*;

    #[test]
    fn statistics_are_read_under_the_policy() {
        let (taken, free) = (true, false);
        let read = [
            ("enter", free),
            ("acquired", taken),
            ("releases", taken),
            ("leave", free),
        ];
        WATCHED.statistics();
        assert_eq!(NOTES.take(), read);
        assert!(WATCHED.try_statistics().is_some());
        assert_eq!(NOTES.take(), read);

        let guard = WATCHED.lock();
        NOTES.take();
        assert_eq!(WATCHED.try_statistics(), None);
        assert_eq!(NOTES.take(), [("enter", taken), ("leave", taken)]);
        drop(guard);
    }

    #[cfg(any(debug_assertions, feature = "owner"))]
    #[test]
    fn a_holder_that_waits_for_the_statistics_is_told() {
        use std::panic::{AssertUnwindSafe, catch_unwind};

        let mutex = Mutex::<(), Counted<TicketLock, Turned>, InterruptsOff<Host>>::new(());
        let guard = mutex.lock();
        let asks = AssertUnwindSafe(|| mutex.statistics());
        let panic = catch_unwind(asks).expect_err("it waits for itself");
        let text = panic.downcast_ref::<String>().expect("a text");
        let told = "waits for a lock that it holds since ";
        assert!(text.contains(told) && text.contains(file!()), "{text}");
        drop(guard);
        assert!(Host::interrupts_are_on());
    }

    #[test]
    fn it_is_as_large_as_the_lock_and_seven_words() {
        assert_eq!(size_of::<Counted<TicketLock, Turned>>(), 8 + 56);
        assert_eq!(size_of::<Counted<TtasLock, Turned>>(), 8 + 56);
        type Mcs = McsLock<Host, 2>;
        let padded = (size_of::<Mcs>() + 56).next_multiple_of(align_of::<Mcs>());
        assert_eq!(size_of::<Counted<Mcs, Turned>>(), padded);
    }
}
