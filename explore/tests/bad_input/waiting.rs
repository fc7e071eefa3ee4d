//! Models that never end, and what is said of each.

use crate::{failure, place};
use latchwork_explore::FailureKind::{Deadlock, Livelock};
use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Acquire, Ordering::Relaxed};
use latchwork_explore::sync::{Condvar, Mutex};
use latchwork_explore::{Explorer, thread::spawn};
use std::sync::Arc;

fn here(mark: &str) -> String {
    place("waiting.rs", include_str!("waiting.rs"), mark)
}

#[test]
fn two_mutexes_in_two_orders() {
    let report = Explorer::new().explore(|| {
        let mutexes = Arc::new([Mutex::new(()), Mutex::new(())]);
        let other = Arc::clone(&mutexes);
        let other = spawn(move || {
            let _first = other[0].lock();
            let _second = other[1].lock(); // the other's second
        });
        let first = mutexes[1].lock();
        let second = mutexes[0].lock(); // our second
        drop((first, second));
        other.join().unwrap();
    });
    let places = [here("the other's second"), here("our second")];
    let failure = failure(report, Deadlock, &["mutex", &places[0], &places[1]]);
    assert!(failure.message.contains("thread 0") && failure.message.contains("thread 1"));
}

#[test]
fn a_mutex_twice() {
    let report = Explorer::new().explore(|| {
        let mutex = Mutex::new(());
        let _guard = mutex.lock();
        let _again = mutex.lock(); // again
    });
    failure(report, Deadlock, &["thread 0", "mutex", &here("again")]);
}

#[test]
fn a_value_that_never_comes() {
    let report = Explorer::new().explore(|| {
        let x = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&x);
        let other = spawn(move || other.store(1, Relaxed));
        x.await_until(Acquire, |value| value == 2); // awaits
        other.join().unwrap();
    });
    failure(report, Livelock, &["thread 0", "reads 1", &here("awaits")]);
}

/// A thread that looks at a flag, then waits to be notified of it, without holding
/// a mutex in between.
fn sleeper(locks_first: bool) -> latchwork_explore::Report {
    Explorer::new().explore(move || {
        let shared = Arc::new((Mutex::new(()), Condvar::new(), AtomicUsize::new(0)));
        let other = Arc::clone(&shared);
        let other = spawn(move || {
            let (mutex, condvar, flag) = &*other;
            let guard = mutex.lock();
            flag.store(1, Relaxed);
            drop(guard);
            condvar.notify_one();
        });
        let (mutex, condvar, flag) = &*shared;
        if locks_first {
            let mut guard = mutex.lock().unwrap();
            while flag.load(Relaxed) == 0 {
                guard = condvar.wait(guard).unwrap();
            }
        } else if flag.load(Relaxed) == 0 {
            let guard = mutex.lock().unwrap();
            drop(condvar.wait(guard)); // sleeps
        }
        other.join().unwrap();
    })
}

#[test]
fn a_notification_that_came_before() {
    let right = sleeper(true);
    assert!(right.ended && right.failure.is_none(), "{right}");
    let lost = sleeper(false);
    failure(lost, Deadlock, &["thread 0", "notif", &here("sleeps")]);
}
