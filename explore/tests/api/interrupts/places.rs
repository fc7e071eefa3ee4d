//! Where a handler may come.

use super::{adding, atomic, explore};
use crate::executions;
use latchwork_explore::interrupt::{self, Interrupt};
use latchwork_explore::sync::atomic::Ordering::Relaxed;
use latchwork_explore::{Report, thread};

/// A thread that makes so many accesses, all of them to one atomic of its own, and is
/// interrupted.
fn accesses(number: usize, register: impl Fn(Interrupt) + Send + Sync + 'static) -> Report {
    explore(move || {
        let mine = atomic();
        register(adding(&atomic()));
        for _ in 0..number {
            mine.load(Relaxed);
        }
    })
}

/// In front of each access, behind the last, or not at all.
#[test]
fn one_comes_at_each_place_once() {
    for number in 0..4 {
        let report = accesses(number, |timer| timer.comes_up_to(1));
        assert_eq!(executions(&report), (number as u64 + 2, 0));
        assert!(report.interrupt_limit_reached);
    }
}

/// So many of so many places, one of them more than once: for 3 accesses, which have 4
/// places, 1 + 4 + 10. (The ways to put k into 4 places are 1, 4, 10, …)
#[test]
fn two_come_at_each_two_places_once() {
    let report = accesses(3, |timer| timer.comes_up_to(2));
    assert_eq!(executions(&report), (15, 0));
}

/// Two lines: none (1), one of them at one of 3 places (2 × 3), both, at two places of 3 in
/// either order (2 × 3), or both at one place in either order (2 × 3).
#[test]
fn two_interrupts_come_in_either_order() {
    let report = accesses(2, |timer| {
        timer.comes_up_to(1);
        Interrupt::new("device", || ()).comes_up_to(1);
    });
    assert_eq!(executions(&report), (19, 0));
}

#[test]
fn who_registers_nothing_pays_nothing() {
    let report = accesses(3, drop);
    assert_eq!(executions(&report), (1, 0));
    assert_eq!(report.depth, 3);
    assert!(!report.interrupt_limit_reached);
    // Nor does one that comes up to no times have places.
    let report = accesses(3, |timer| timer.comes_up_to(0));
    assert_eq!((executions(&report), report.depth), ((1, 0), 3));
    assert!(report.interrupt_limit_reached);
}

/// Each thread has its own.
#[test]
fn a_handler_comes_to_the_thread_that_registered_it() {
    let report = explore(|| {
        let mine = thread::current_id();
        let came = move || assert_eq!(thread::current_id(), mine);
        Interrupt::new("timer", came).comes_up_to(1);
        interrupt::off();
        let other = thread::spawn(|| {
            assert!(interrupt::are_on());
            atomic().load(Relaxed);
        });
        other.join().unwrap();
    });
    // In front of the turning off, or not at all.
    assert_eq!(executions(&report), (2, 0));
}
