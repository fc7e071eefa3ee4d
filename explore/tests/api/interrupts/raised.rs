//! Interrupts that somebody raises.

use super::{Shared, add, atomic, explore};
use crate::executions;
use latchwork_explore::interrupt::{self, Interrupt};
use latchwork_explore::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_explore::thread;
use std::sync::{Arc, Mutex};

/// Raised, it comes at one of the places behind that; it does come.
#[test]
fn what_a_thread_raises_for_itself_comes_once() {
    let report = explore(|| {
        let (mine, came) = (atomic(), atomic());
        let comes = Arc::clone(&came);
        let line = Interrupt::new("alarm", move || add(&comes)).when_raised();
        mine.load(Relaxed);
        line.raise();
        mine.load(Relaxed);
        mine.load(Relaxed);
    });
    // In front of the second load, of the third, or at the end.
    assert_eq!(executions(&report), (3, 0));
    assert!(!report.interrupt_limit_reached);
}

/// Raised twice it comes once in between and once behind, or once.
#[test]
fn what_is_raised_twice_may_come_once() {
    let report = explore(|| {
        let line = Interrupt::new("alarm", || ()).when_raised();
        line.raise();
        line.raise();
    });
    assert_eq!(executions(&report), (2, 0));
}

/// Another thread raises it; what that has written is seen.
#[test]
fn another_thread_raises_an_interrupt() {
    let report = explore(|| {
        let shared = Arc::new(Shared::default());
        let (mine, theirs) = (atomic(), Arc::clone(&shared));
        let line = Interrupt::new("call", move || theirs.add()).when_raised();
        thread::spawn(move || {
            shared.add();
            line.raise();
        });
        mine.load(Relaxed);
        mine.load(Relaxed);
    });
    // In front of either load, or at the end.
    assert_eq!(executions(&report), (3, 0));
}

/// Two threads raise it, either of them first, and it comes between them and behind them, or
/// behind them only.
#[test]
fn two_threads_raise_an_interrupt() {
    let report = explore(|| {
        let line = Interrupt::new("call", || ()).when_raised();
        interrupt::off();
        for line in [line.clone(), line] {
            thread::spawn(move || line.raise());
        }
        interrupt::on();
    });
    assert_eq!(executions(&report), (4, 0));
}

/// A thread whose work is done still answers, also to a thread that is joined before it.
#[test]
fn a_thread_at_its_end_is_interrupted() {
    let report = explore(|| {
        let done = atomic();
        let slot = Arc::new(Mutex::new(None));
        let (gives, acknowledges) = (Arc::clone(&slot), Arc::clone(&done));
        let ready = atomic();
        let is_ready = Arc::clone(&ready);
        let one = thread::spawn(move || {
            let handler = move || acknowledges.store(1, Release);
            let line = Interrupt::new("call", handler).when_raised();
            *gives.lock().unwrap() = Some(line);
            is_ready.store(1, Release);
        });
        let other = thread::spawn(move || {
            ready.await_until(Acquire, |ready| ready == 1);
            let line = slot.lock().unwrap().take();
            line.expect("it is there").raise();
            done.await_until(Acquire, |done| done == 1);
        });
        one.join().unwrap();
        other.join().unwrap();
    });
    assert_eq!(executions(&report), (1, 0));
}

/// What is raised behind a join of its thread never comes.
#[test]
fn a_thread_that_was_joined_is_not_interrupted() {
    let report = explore(|| {
        let slot = Arc::new(Mutex::new(None));
        let gives = Arc::clone(&slot);
        let other = thread::spawn(move || {
            let line = Interrupt::new("call", || panic!("it comes")).when_raised();
            *gives.lock().unwrap() = Some(line);
        });
        other.join().unwrap();
        slot.lock().unwrap().take().expect("it is there").raise();
    });
    assert_eq!(executions(&report), (1, 0));
}
