//! Threads in place of CPUs.

use crate::cpu::{Cpu, CurrentCpu};
use crate::nesting::Nesting;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::thread_local;

/// A thread of the host that plays a CPU: what is written for a kernel can be tested in a
/// process.
///
/// It has no interrupts; it does have the flag, so that tests can look at it. CPUs are
/// numbered from 0; a thread gets the lowest number that is free when it first asks, and
/// gives it back when it ends: destructors of its thread-local variables take no lock that
/// knows its CPU.
#[derive(Clone, Copy, Debug)]
pub struct Host;

/// What a thread has.
struct Thread {
    number: usize,
    interrupts: Cell<bool>,
    nesting: Nesting,
}

/// The numbers below `fresh` that no thread has.
struct Numbers {
    free: BTreeSet<usize>,
    fresh: usize,
}

static NUMBERS: Mutex<Numbers> = Mutex::new(Numbers {
    free: BTreeSet::new(),
    fresh: 0,
});

thread_local! {
    static THREAD: Thread = Thread::new();
}

impl Thread {
    fn new() -> Self {
        let mut numbers = NUMBERS.lock().unwrap_or_else(PoisonError::into_inner);
        let number = numbers.free.pop_first().unwrap_or_else(|| {
            numbers.fresh += 1;
            numbers.fresh - 1
        });
        Self {
            number,
            interrupts: Cell::new(true),
            nesting: Nesting::new(),
        }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        let mut numbers = NUMBERS.lock().unwrap_or_else(PoisonError::into_inner);
        numbers.free.insert(self.number);
    }
}

impl Host {
    /// Whether the flag of the calling thread says that interrupts are on.
    pub fn interrupts_are_on() -> bool {
        THREAD.with(|thread| thread.interrupts.get())
    }
}

// SAFETY: a thread has its number until its thread-local variables are dropped, in which no
// lock is used, and no other has it meanwhile.
unsafe impl CurrentCpu for Host {
    fn current() -> usize {
        THREAD.with(|thread| thread.number)
    }
}

// SAFETY: there are no interrupts, threads stay the CPUs that they play, and each has a
// nesting until it ends.
unsafe impl Cpu for Host {
    fn index() -> usize {
        THREAD.with(|thread| thread.number)
    }

    fn interrupts_off() -> bool {
        THREAD.with(|thread| thread.interrupts.replace(false))
    }

    unsafe fn interrupts_on() {
        THREAD.with(|thread| thread.interrupts.set(true));
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        THREAD.with(|thread| look(&thread.nesting))
    }
}
