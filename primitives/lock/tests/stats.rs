//! What a lock counts, by a clock that the test turns.
#![cfg(all(feature = "stats", not(any(loom, shuttle, explore))))]

use latchwork_cpu::Host;
use latchwork_lock::stats::{Counted, Statistics};
use latchwork_lock::{
    Clock, ForceUnlock, InterruptsOff, McsLock, Mutex, RawLock, TicketLock, TtasLock,
};
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
    assert_eq!(mutex.raw().statistics(), Statistics::default());

    let guard = mutex.lock();
    turn(3);
    assert_eq!(mutex.raw().try_statistics(), None, "it is held");
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
    assert_eq!(mutex.raw().statistics(), alone);

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
    assert_eq!(mutex.raw().statistics(), contended);
    assert_eq!(mutex.raw().try_statistics(), Some(contended));
}

/// One test: the clock is everybody's.
#[test]
fn acquisitions_waits_and_holds_are_counted() {
    waits_and_holds::<TtasLock>();
    waits_and_holds::<TicketLock>();
    waits_and_holds::<McsLock<Host, 256>>();

    // A release by force ends what is held.
    let lock = Counted::<TicketLock, Turned>::new();
    let _token = lock.lock();
    turn(11);
    // SAFETY: the token is not used.
    unsafe { lock.force_unlock() };
    assert_eq!((lock.statistics().held, lock.is_locked()), (11, false));
    // A clock that is behind counts as one that stands still.
    let _token = lock.lock();
    // SeqCst: no other thread looks.
    NOW.fetch_sub(20, SeqCst);
    // SAFETY: the token is not used.
    unsafe { lock.force_unlock() };
    assert_eq!(lock.statistics().held, 11);
}
