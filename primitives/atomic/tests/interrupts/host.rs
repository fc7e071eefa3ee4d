//! On the host's threads handlers come at explicit points only.

use super::{add, call};
use latchwork_atomic::model;
use latchwork_atomic::model::interrupt::{self, Interrupt};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A handler that counts, and the count.
fn counting() -> (impl Fn() + 'static, Rc<Cell<u32>>) {
    let count = Rc::new(Cell::new(0));
    let counts = Rc::clone(&count);
    (move || counts.set(counts.get() + 1), count)
}

#[test]
fn what_is_raised_comes_where_interrupts_are_turned_on_or_off() {
    let work = |_| {
        let (handler, came) = counting();
        let line = Interrupt::new("call", handler).when_raised();
        line.raise();
        assert_eq!(came.get(), 0);
        assert!(interrupt::off());
        assert_eq!(came.get(), 1);
        line.raise();
        line.raise();
        assert!(!interrupt::off() && !interrupt::are_on());
        assert_eq!(came.get(), 1, "interrupts are off");
        interrupt::on();
        assert_eq!(came.get(), 2, "once");
        assert!(interrupt::are_on() && !interrupt::in_handler());
    };
    model::run(2, work, || ());
}

#[test]
fn nothing_comes_by_itself_but_in_a_halt() {
    let work = |_| {
        let (handler, came) = counting();
        Interrupt::new("timer", handler).comes_up_to(2);
        assert!(interrupt::off());
        interrupt::on();
        assert_eq!(came.get(), 0);
        interrupt::halt();
        interrupt::halt();
        assert_eq!(came.get(), 2);
    };
    model::run(1, work, || ());
}

#[test]
#[should_panic(expected = "halts for ever")]
fn a_cpu_that_nothing_interrupts_does_not_halt() {
    model::run(1, |_| interrupt::halt(), || ());
}

#[test]
fn an_unmaskable_one_comes_while_interrupts_are_off_and_in_handlers() {
    let work = |_| {
        let (handler, came) = counting();
        let nmi = Interrupt::new("nmi", handler).unmaskable().when_raised();
        let raises = nmi.clone();
        let seen = Rc::clone(&came);
        let handler = move || {
            assert!(interrupt::in_handler() && !interrupt::are_on());
            raises.raise();
            assert!(!interrupt::off());
            assert_eq!(seen.get(), 2);
        };
        let line = Interrupt::new("call", handler).when_raised();
        interrupt::off();
        nmi.raise();
        interrupt::off();
        assert_eq!(came.get(), 1);
        line.raise();
        interrupt::on();
        assert_eq!(came.get(), 2);
    };
    model::run(1, work, || ());
}

/// A handler that raises its own line, three times in all, and turns interrupts on.
#[test]
fn handlers_nest_as_deep_as_they_may() {
    for (depth, deepest) in [(1, 1), (2, 2), (3, 3), (4, 3)] {
        let work = move |_| {
            let line: Rc<RefCell<Option<interrupt::Line>>> = Rc::default();
            let own = Rc::clone(&line);
            let (came, level) = (Cell::new(0), Cell::new(0));
            let seen = Rc::new(Cell::new(0));
            let sees = Rc::clone(&seen);
            let handler = move || {
                came.set(came.get() + 1);
                level.set(level.get() + 1);
                sees.set(level.get().max(sees.get()));
                if came.get() < 3 {
                    own.borrow().as_ref().expect("it is there").raise();
                }
                interrupt::on();
                level.set(level.get() - 1);
            };
            let mine = Interrupt::new("call", handler).nests(depth).when_raised();
            *line.borrow_mut() = Some(mine.clone());
            mine.raise();
            interrupt::on();
            assert_eq!(seen.get(), deepest);
        };
        model::run(1, work, || ());
    }
}

/// A CPU whose work is done answers; here it does not wait.
#[test]
#[cfg_attr(miri, ignore = "its polls take Miri minutes")]
fn a_call_is_answered_at_the_end() {
    for _ in 0..100 {
        call(false);
    }
}

/// Nothing registered: nothing comes.
#[test]
fn who_registers_nothing_is_not_interrupted() {
    let work = |_| {
        let sum = latchwork_atomic::AtomicU32::new(0);
        assert!(interrupt::off());
        add(&sum);
        interrupt::on();
        assert_eq!(sum.into_inner(), 1);
    };
    model::run(2, work, || ());
}
