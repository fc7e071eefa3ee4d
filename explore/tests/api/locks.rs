//! The mutex and the condition variable.

use crate::{executions, failure};
use latchwork_explore::sync::{Condvar, Mutex};
use latchwork_explore::{Explorer, FailureKind, thread};
use std::sync::Arc;

#[test]
fn a_mutex_lets_one_in_at_a_time() {
    let report = Explorer::new().explore(|| {
        let count = Arc::new(Mutex::new(0));
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let count = Arc::clone(&count);
                thread::spawn(move || *count.lock().unwrap() += 1)
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(*count.lock().unwrap(), 3);
    });
    // The orders in which three threads get in.
    assert_eq!(executions(&report).0, 6);
}

#[test]
fn a_try_may_fail_and_learns_nothing() {
    let report = Explorer::new().explore(|| {
        let value = Arc::new(Mutex::new(0));
        let other = Arc::clone(&value);
        let holder = thread::spawn(move || *other.lock().unwrap() = 1);
        if let Ok(seen) = value.try_lock() {
            assert!(matches!(*seen, 0 | 1));
        }
        holder.join().unwrap();
        assert_eq!(Arc::into_inner(value).unwrap().into_inner().unwrap(), 1);
    });
    // It gets in first, or last, or finds the other inside.
    assert_eq!(executions(&report).0, 3);
}

#[test]
fn locks_in_two_orders_deadlock() {
    let report = Explorer::new().explore(|| {
        let locks = Arc::new((Mutex::new(()), Mutex::new(())));
        let other = Arc::clone(&locks);
        let thread = thread::spawn(move || {
            let _second = other.1.lock().unwrap();
            let _first = other.0.lock().unwrap();
        });
        let _first = locks.0.lock().unwrap();
        let _second = locks.1.lock().unwrap();
        drop((_first, _second));
        thread.join().unwrap();
    });
    let failure = failure(report, FailureKind::Deadlock);
    assert_eq!(failure.message.matches("a mutex that is locked").count(), 2);
    assert!(failure.message.contains("locks.rs"), "{failure}");
}

/// A slot that one thread fills and the other empties, twice.
fn slot(explorer: &Explorer, wakes: fn(&Condvar), waits_again: bool) -> latchwork_explore::Report {
    explorer.explore(move || {
        let slot = Arc::new((Mutex::new(None), Condvar::new()));
        let other = Arc::clone(&slot);
        let producer = thread::spawn(move || {
            let (slot, changed) = &*other;
            for value in 0..2 {
                let full = |slot: &mut Option<u8>| slot.is_some();
                let mut slot = changed.wait_while(slot.lock().unwrap(), full).unwrap();
                *slot = Some(value);
                wakes(changed);
            }
        });
        let (slot, changed) = &*slot;
        for value in 0..2 {
            let mut slot = slot.lock().unwrap();
            if waits_again {
                slot = changed.wait_while(slot, |slot| slot.is_none()).unwrap();
            } else {
                slot = changed.wait(slot).unwrap();
            }
            assert_eq!(slot.take(), Some(value));
            wakes(changed);
        }
        producer.join().unwrap();
    })
}

#[test]
fn a_condition_that_is_waited_for_is_never_missed() {
    let explorer = Explorer::new();
    assert!(executions(&slot(&explorer, Condvar::notify_one, true)).0 > 1);
    assert!(executions(&slot(&explorer, Condvar::notify_all, true)).0 > 1);
}

#[test]
fn a_wakeup_before_the_wait_is_lost() {
    let explorer = Explorer::new().spurious_wakeups(0);
    let failure = failure(
        slot(&explorer, Condvar::notify_all, false),
        FailureKind::Deadlock,
    );
    assert!(failure.message.contains("a notification"), "{failure}");
}

/// A thread that waits to be told that a flag is set, with so many spurious wakeups.
fn told(wakeups: usize, waits_again: bool) -> latchwork_explore::Report {
    let explorer = Explorer::new().spurious_wakeups(wakeups);
    explorer.explore(move || {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let other = Arc::clone(&shared);
        let teller = thread::spawn(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        let mut is_set = shared.0.lock().unwrap();
        if waits_again {
            while !*is_set {
                is_set = shared.1.wait(is_set).unwrap();
            }
        } else if !*is_set {
            is_set = shared.1.wait(is_set).unwrap();
        }
        assert!(*is_set, "it woke for no reason");
        drop(is_set);
        teller.join().unwrap();
    })
}

/// A wait that is not in a loop passes only if nobody wakes for no reason.
#[test]
fn a_wait_that_is_not_in_a_loop_is_noticed() {
    let failure = failure(told(1, false), FailureKind::Panic);
    assert!(failure.message.contains("for no reason"), "{failure}");
    assert_eq!(executions(&told(0, false)).0, 2);
}

/// In a loop it passes. How often it has woken is bounded, and the report says so.
#[test]
fn spurious_wakeups_are_bounded() {
    let reports = [0, 1, 2].map(|wakeups| told(wakeups, true));
    let counts = reports.each_ref().map(|report| executions(report).0);
    // Woken for no reason, it gets in again before the flag is set, and waits once more,
    // or afterwards: then it has woken before, between or after the two updates by which
    // it is notified.
    assert_eq!(counts, [2, 2 + 4, 2 + 4 + 4]);
    assert!(reports.iter().all(|report| report.wakeup_limit_reached));
    let never = Explorer::new().explore(|| drop(Mutex::new(()).lock()));
    assert!(!never.wakeup_limit_reached);
}
