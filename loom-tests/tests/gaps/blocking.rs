//! Parking and unparking.

use crate::cell::Cell;
use crate::explore::{Explored, RACE, explore, gap};
use loom::sync::atomic::AtomicUsize;
use loom::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};
use loom::thread::{current, spawn};
use std::sync::Arc;

/// Where code would count on this; `wait_until` yields instead of parking.
const ALSO: &str = "primitives/atomic/src/wait/waiter/loom.rs, which yields instead of parking";

/// The reader never parks, so it consumes no token, and nothing orders the write
/// before the read: a data race. loom gives the reader all that the writer has
/// done, at the moment of the `unpark`.
#[test]
fn unpark_synchronizes_with_a_thread_that_does_not_park() {
    fn hand_over(store: Ordering, load: Ordering, unpark: bool) -> Explored<bool> {
        explore(move || {
            let shared = Arc::new((AtomicUsize::new(0), Cell::new()));
            let (reader, writer) = (current(), Arc::clone(&shared));
            // Not joined: see the test below.
            spawn(move || {
                let (flag, data) = &*writer;
                data.write(1);
                if unpark {
                    reader.unpark();
                }
                flag.store(1, store);
            });
            let (flag, data) = &*shared;
            let came = flag.load(load) == 1;
            if came {
                data.read();
            }
            came
        })
    }
    let missed = hand_over(Relaxed, Relaxed, true);
    gap(
        missed.passed(),
        "has unpark synchronize with a thread that does not park (a missed race)",
        ALSO,
        &missed,
    );
    assert!(missed.saw(true) && missed.saw(false), "{missed:?}");
    let found = hand_over(Relaxed, Relaxed, false);
    assert!(found.complained_of(RACE), "without unpark: {found:?}");
    let right = hand_over(Release, Acquire, false);
    assert!(right.passed() && right.saw(true), "{right:?}");
}

/// A token waits for the next `park`. loom also wakes a thread that is blocked in
/// something else, which then trips an assertion.
#[test]
fn unpark_wakes_a_thread_from_a_join() {
    fn joins(unparked: bool) -> Explored<()> {
        explore(move || {
            let joins = current();
            let other = spawn(move || {
                if unparked {
                    joins.unpark();
                }
            });
            other.join().unwrap();
        })
    }
    let woken = joins(true);
    gap(
        woken.complained_of("assertion failed: state.notified"),
        "has unpark wake a thread from a join",
        ALSO,
        &woken,
    );
    let not_woken = joins(false);
    assert!(not_woken.passed(), "{not_woken:?}");
}
