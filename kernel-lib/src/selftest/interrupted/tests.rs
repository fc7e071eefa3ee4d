use super::*;
use crate::selftest::twins::flag::{Flag, Good, Open};
use crate::selftest::twins::racy::Racy;
use crate::selftest::twins::{assert_accepted, assert_rejected};
use crate::threads::{ThisThread, Threads};
use latchwork_cpu::{Cpu, CurrentCpu, Nesting};
use latchwork_lock::{AsIs, InterruptsOff};
use std::cell::Cell;
use std::thread_local;

/// A thread whose interrupts are calls of its handler.
#[derive(Debug)]
struct Interruptible;

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
    static PENDING: Cell<bool> = const { Cell::new(false) };
    static HANDLER: Cell<fn()> = const { Cell::new(|| {}) };
    static NESTING: Nesting = const { Nesting::new() };
}

impl Interruptible {
    /// Handles what is pending, as long as interrupts are on.
    fn deliver() {
        while ON.get() && PENDING.replace(false) {
            ON.set(false);
            HANDLER.get()();
            ON.set(true);
        }
    }
}

// SAFETY: a thread has a flag and a nesting of its own, and is called where its flag allows.
unsafe impl Cpu for Interruptible {
    fn index() -> usize {
        ThisThread::current()
    }

    fn interrupts_off() -> bool {
        ON.replace(false)
    }

    unsafe fn interrupts_on() {
        ON.set(true);
        Self::deliver();
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        NESTING.with(|nesting| look(nesting))
    }
}

/// Has a handler called on each CPU that asks for it.
struct Calls(fn());

impl Interruptions for Calls {
    fn begin(&self) {
        HANDLER.set(self.0);
        ON.set(true);
    }

    fn interrupt(&self) {
        PENDING.set(true);
        Interruptible::deliver();
    }

    fn end(&self) {
        ON.set(false);
    }
}

/// Interrupts never come.
struct Silence;

impl Interruptions for Silence {
    fn begin(&self) {}
    fn interrupt(&self) {}
    fn end(&self) {}
}

#[test]
fn a_lock_that_lets_handlers_in_is_rejected() {
    static OPEN: Interrupted<Racy, Flag<Open>, AsIs> = Interrupted::new();
    let calls = Calls(|| OPEN.handle(ThisThread::current()));
    assert_rejected(
        // On one CPU nothing but its handler comes in between.
        OPEN.run(&Threads::new(1), 100..=100, &calls),
        "1 CPUs made 100 increments, their handlers 100, and the sum is 100",
    );

    static CLOSED: Interrupted<Racy, Flag<Good>, InterruptsOff<Interruptible>> = Interrupted::new();
    let calls = Calls(|| CLOSED.handle(ThisThread::current()));
    assert_accepted(CLOSED.run(&Threads::new(4), 100..=100, &calls));
    assert!((0..4).all(|cpu| CLOSED.handled(cpu) == 100));
}

#[test]
fn interrupts_that_do_not_come_are_noticed() {
    static NUMBER: Interrupted<Racy, Flag<Good>, AsIs> = Interrupted::new();
    assert_rejected(
        NUMBER.run(&Threads::hasty(2), 100..=100, &Silence),
        "CPU 0 was interrupted 0 times, and 100 were awaited",
    );
}
