//! Interrupts of the CPUs of a model: in each build those that it has.
#![cfg(all(feature = "model", not(any(loom, coherence))))]

#[cfg(explore)]
mod explored;
#[cfg(not(any(shuttle, explore)))]
mod host;
#[cfg(shuttle)]
mod sampled;

use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::model::{self, interrupt::Interrupt};
use latchwork_atomic::{AtomicU32, SpinHint, WaitUntil};
use std::sync::{Arc, Mutex, PoisonError};

/// Adds 1, in two steps.
fn add(sum: &AtomicU32) {
    // Relaxed: one CPU.
    sum.store(sum.load(Relaxed) + 1, Relaxed);
}

/// CPU 0 calls CPU 1, and waits until the handler has answered; CPU 1 waits for CPU 0,
/// meanwhile or not.
fn call(waits: bool) {
    let line = Mutex::new(None);
    let there = AtomicU32::new(0);
    let answered = Arc::new(AtomicU32::new(0));
    let done = AtomicU32::new(0);
    let work = move |cpu| {
        if cpu == 1 {
            let answered = Arc::clone(&answered);
            // Release: pairs with the Acquire of CPU 0's second wait.
            let answer = move || answered.store(1, Release);
            let mine = Interrupt::new("call", answer).when_raised();
            *line.lock().unwrap_or_else(PoisonError::into_inner) = Some(mine);
            // Release: pairs with the Acquire of CPU 0's first wait.
            there.store(1, Release);
            if waits {
                // Acquire: pairs with the Release of CPU 0's store.
                done.wait_until::<SpinHint>(Acquire, |done| done == 1);
            }
        } else {
            // Acquire: pairs with the Release of CPU 1's store.
            there.wait_until::<SpinHint>(Acquire, |there| there == 1);
            let line = line.lock().unwrap_or_else(PoisonError::into_inner).take();
            line.expect("it is there").raise();
            // Acquire: pairs with the Release of the handler's store.
            answered.wait_until::<SpinHint>(Acquire, |answered| answered == 1);
            // Release: pairs with the Acquire of CPU 1's wait.
            done.store(1, Release);
        }
    };
    model::run(2, work, || ());
}
