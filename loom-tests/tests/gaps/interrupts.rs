//! Interrupts, which loom has no way to draw.

use crate::cell::Cell;
use crate::explore::{RACE, explore, gap};
use loom::sync::atomic::AtomicUsize;
use loom::sync::atomic::Ordering::Relaxed;
use loom::thread::spawn;
use std::sync::Arc;

/// An atomic, and a cell of one CPU.
type Shared = Arc<(AtomicUsize, Cell)>;

/// A handler that notes in a cell of its CPU whether the CPU has come as far as its store.
/// `comes` is how it does, in front of the store.
fn interrupted(comes: fn(&Shared)) -> crate::explore::Explored<usize> {
    explore(move || {
        let shared = Arc::new((AtomicUsize::new(0), Cell::new()));
        shared.1.write(1);
        comes(&shared);
        shared.0.store(1, Relaxed);
        shared.0.load(Relaxed)
    })
}

fn handle(shared: &Shared) {
    shared.0.fetch_add(2, Relaxed);
    shared.1.write(2);
}

/// A handler is a call: it is in program order with what it interrupts. As a thread of its own
/// it is not, and races with it. As a call it comes where it is written, and nowhere else: no
/// execution has it behind the store, where the atomic would hold 3.
#[test]
fn a_handler_is_a_thread_without_program_order_or_a_call_at_one_place() {
    let thread = interrupted(|shared| {
        let theirs = Arc::clone(shared);
        spawn(move || handle(&theirs));
        shared.1.write(3);
    });
    gap(
        thread.complained_of(RACE),
        "takes a handler that is a thread for one of another CPU",
        "primitives/atomic/src/model/interrupt/mod.rs",
        &thread,
    );
    let call = interrupted(handle);
    assert!(call.passed() && call.saw(1_usize), "{call:?}");
    gap(
        !call.saw(3_usize),
        "has a handler at one place only",
        "primitives/atomic/src/model/interrupt/mod.rs",
        &call,
    );
}
