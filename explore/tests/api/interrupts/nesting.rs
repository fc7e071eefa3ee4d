//! Handlers in handlers.

use super::{add, adding, atomic, explore};
use crate::executions;
use latchwork_explore::Report;
use latchwork_explore::interrupt::{self, Interrupt};
use latchwork_explore::sync::atomic::Ordering::Relaxed;
use std::cell::Cell;
use std::sync::{Arc, Mutex};

/// The handler is not interrupted: it runs with interrupts off, which the interrupted code
/// does not notice.
#[test]
fn a_handler_runs_with_interrupts_off() {
    let report = explore(|| {
        let seen = atomic();
        let sees = Arc::clone(&seen);
        let handler = move || {
            assert!(interrupt::in_handler() && !interrupt::are_on());
            assert!(!interrupt::off(), "they were on");
            add(&sees);
        };
        Interrupt::new("timer", handler).comes_up_to(2);
        seen.load(Relaxed);
        assert!(!interrupt::in_handler() && interrupt::are_on());
    });
    // Two places: 1 + 2 + 3.
    assert_eq!(executions(&report), (6, 0));
}

/// A handler that turns interrupts on may be interrupted by itself. How deep it got.
fn nested(depth: usize, turns_on: bool) -> (Report, usize) {
    let deepest = Arc::new(Mutex::new(0));
    let seen = Arc::clone(&deepest);
    let report = explore(move || {
        let (mine, theirs) = (atomic(), atomic());
        let (seen, level) = (Arc::clone(&seen), Cell::new(0));
        let handler = move || {
            if turns_on {
                interrupt::on();
            }
            level.set(level.get() + 1);
            let mut deepest = seen.lock().unwrap();
            *deepest = level.get().max(*deepest);
            drop(deepest);
            theirs.load(Relaxed);
            level.set(level.get() - 1);
        };
        let timer = Interrupt::new("timer", handler).nests(depth);
        timer.comes_up_to(2);
        mine.load(Relaxed);
    });
    let deepest = *deepest.lock().unwrap();
    (report, deepest)
}

/// Two places, so 1 + 2 + 3 ways without nesting. Nested, the second comes in front of the
/// only access of the first, which comes at one of 2 places.
#[test]
fn handlers_nest_as_deep_as_they_may() {
    let (flat, deepest) = nested(1, true);
    assert_eq!((executions(&flat), deepest), ((6, 0), 1));
    assert!(flat.interrupt_limit_reached, "it would nest");
    let (off, deepest) = nested(2, false);
    assert_eq!((executions(&off), deepest), ((6, 0), 1));
    let (deep, deepest) = nested(2, true);
    assert_eq!((executions(&deep), deepest), ((8, 0), 2));
}

/// What keeps one from coming is a limit, and says so; what is off is none.
#[test]
fn a_depth_that_is_not_reached_is_no_limit() {
    let report = |depth: usize| {
        explore(move || {
            let line = Interrupt::new("call", || {
                interrupt::on();
                atomic().load(Relaxed);
            });
            let line = line.nests(depth).when_raised();
            line.raise();
        })
    };
    let (one, two) = (report(1), report(2));
    assert!(one.interrupt_limit_reached);
    assert_eq!(executions(&one), (1, 0));
    assert_eq!(executions(&two), (1, 0));
    assert!(
        !two.interrupt_limit_reached,
        "it may nest, and is not raised"
    );
}

/// An interrupt that cannot be masked comes with interrupts off, too, and in handlers.
#[test]
fn an_unmaskable_one_comes_while_interrupts_are_off() {
    let report = |unmaskable: bool| {
        explore(move || {
            interrupt::off();
            let sum = atomic();
            let nmi = adding(&sum);
            match unmaskable {
                true => nmi.unmaskable().comes_up_to(1),
                false => nmi.comes_up_to(1),
            }
            add(&sum);
            assert!(!interrupt::are_on());
        })
    };
    // Two accesses, three places.
    assert_eq!(executions(&report(true)), (4, 0));
    let masked = report(false);
    assert_eq!(executions(&masked), (1, 0));
    assert!(!masked.interrupt_limit_reached, "it is off");
}

/// In the handler of the timer it comes in front of the only access of that.
#[test]
fn an_unmaskable_one_interrupts_a_handler() {
    let report = explore(|| {
        let mine = atomic();
        let other = atomic();
        let reads = move || {
            other.load(Relaxed);
        };
        Interrupt::new("timer", reads).comes_up_to(1);
        Interrupt::new("nmi", || ()).unmaskable().comes_up_to(1);
        mine.load(Relaxed);
    });
    // Neither: 1. One alone: at 2 places. Both, one after the other: at different places in
    // either order, 2, or at one of 2 places in either order, 4. One in the other: the timer
    // comes at 2 places.
    assert_eq!(executions(&report), (1 + 2 + 2 + 2 + 4 + 2, 0));
}
