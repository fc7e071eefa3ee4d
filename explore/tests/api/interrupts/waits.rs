//! Threads that wait, and are interrupted.

use super::{adding, atomic, explore};
use crate::{executions, failure};
use latchwork_explore::interrupt::{self, Interrupt};
use latchwork_explore::sync::Mutex;
use latchwork_explore::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use latchwork_explore::{FailureKind, Report, thread};
use std::sync::Arc;

/// Who waits for what only the handler writes: it comes while the thread waits, or at the
/// end, and the one who raises it waits for that.
fn acknowledged(how: fn(&AtomicUsize), off: bool) -> Report {
    explore(move || {
        let (done, finished) = (atomic(), atomic());
        let acknowledges = Arc::clone(&done);
        let line = Interrupt::new("call", move || acknowledges.store(1, Release)).when_raised();
        let waits = Arc::clone(&finished);
        thread::spawn(move || {
            line.raise();
            done.await_until(Acquire, |done| done == 1);
            finished.store(1, Release);
        });
        if off {
            interrupt::off();
        }
        how(&waits);
    })
}

#[test]
fn a_wait_is_interrupted() {
    let await_it = |it: &AtomicUsize| {
        it.await_until(Acquire, |it| it == 1);
    };
    let poll_it = |it: &AtomicUsize| while it.load(Acquire) == 0 {};
    for how in [await_it, poll_it] {
        // In front of the wait; not in front of the wait, where it waits in vain, and in
        // front of the spawn.
        let report = acknowledged(how, false);
        assert_eq!(executions(&report).0, 1, "{report}");
        // Its known-bad twin: interrupts are off.
        let failure = failure(acknowledged(how, true), FailureKind::Livelock);
        assert!(failure.message.contains("for ever"), "{failure}");
    }
}

/// A wait that only the thread's own handler ends.
fn until_it_comes(times: usize) -> Report {
    explore(move || {
        let ticks = atomic();
        adding(&ticks).comes_up_to(times);
        ticks.await_until(Relaxed, |ticks| ticks == 2);
    })
}

/// Both come in front of the wait. With fewer it would wait for ever: seen in the execution
/// in which the one has come. With more the third comes in front as well and is too many, or
/// at the end.
#[test]
fn a_wait_that_the_own_handler_ends_is_no_livelock() {
    assert_eq!(executions(&until_it_comes(2)), (1, 2));
    let failure = failure(until_it_comes(1), FailureKind::Livelock);
    assert!(failure.table().contains("enters timer"), "{failure}");
}

/// That a handler may come does not hide a wait that it does not end.
#[test]
fn a_handler_that_does_not_help_leaves_the_livelock() {
    let report = explore(|| {
        let never = atomic();
        adding(&atomic()).comes_up_to(1);
        never.await_until(Relaxed, |it| it == 1);
    });
    failure(report, FailureKind::Livelock);
    let report = explore(|| {
        let never = atomic();
        let line = adding(&atomic()).when_raised();
        line.raise();
        never.await_until(Relaxed, |it| it == 1);
    });
    failure(report, FailureKind::Livelock);
}

/// Who waits for a thread to end, or for a mutex, is interrupted, too.
#[test]
fn a_join_and_a_lock_are_interrupted() {
    let report = explore(|| {
        let (asked, done) = (atomic(), atomic());
        let acknowledges = Arc::clone(&done);
        let line = Interrupt::new("call", move || acknowledges.store(1, Release)).when_raised();
        let mutex = Arc::new(Mutex::new(()));
        let (theirs, is_asked) = (Arc::clone(&mutex), Arc::clone(&asked));
        interrupt::off();
        let other = thread::spawn(move || {
            let guard = theirs.lock();
            is_asked.store(1, Release);
            line.raise();
            done.await_until(Acquire, |done| done == 1);
            drop(guard);
        });
        asked.await_until(Acquire, |asked| asked == 1);
        interrupt::on();
        drop(mutex.lock());
        other.join().unwrap();
    });
    assert_eq!(executions(&report).0, 1, "{report}");
    let report = explore(|| {
        let done = atomic();
        let acknowledges = Arc::clone(&done);
        let line = Interrupt::new("call", move || acknowledges.store(1, Release)).when_raised();
        let other = thread::spawn(move || {
            line.raise();
            done.await_until(Acquire, |done| done == 1);
        });
        other.join().unwrap();
    });
    assert_eq!(executions(&report).0, 1, "{report}");
}

/// A sleeper that looks, and then halts; the waker sets a flag, and raises.
fn sleeper(off: bool) -> Report {
    explore(move || {
        let flag = atomic();
        let woken = Arc::clone(&flag);
        let line = Interrupt::new("wake", || ()).when_raised();
        thread::spawn(move || {
            woken.store(1, Relaxed);
            line.raise();
        });
        loop {
            if off {
                interrupt::off();
            }
            if flag.load(Relaxed) == 1 {
                break;
            }
            interrupt::halt();
        }
        interrupt::on();
    })
}

/// Off while it looks, it misses nothing. On, the interrupt comes between the look and the
/// halt, and it sleeps for ever.
#[test]
fn a_halt_is_ended_by_an_interrupt() {
    assert!(executions(&sleeper(true)).0 > 0);
    let failure = failure(sleeper(false), FailureKind::Deadlock);
    assert!(
        failure
            .message
            .contains("for an interrupt that nobody raises"),
        "{failure}"
    );
    let failure = crate::failure(explore(|| interrupt::halt()), FailureKind::Deadlock);
    assert!(
        failure
            .message
            .contains("it has no interrupt that may come")
    );
    let halts_twice = || {
        Interrupt::new("timer", || ()).comes_up_to(1);
        interrupt::halt();
        interrupt::halt();
    };
    let failure = crate::failure(explore(halts_twice), FailureKind::Deadlock);
    assert!(failure.message.contains("a limit keeps"), "{failure}");
}
