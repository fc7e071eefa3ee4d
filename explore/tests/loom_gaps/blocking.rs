//! Unparking.

use crate::explored::{RACE, explorer, loom, loom_is_wrong};
use latchwork_explore::FailureKind::DataRace;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

both! {
    /// The reader never parks, so it consumes no token, and only the flag may
    /// order the write before the read.
    mod hand_over {
        pub(crate) fn program(store: Ordering, load: Ordering, unparking: bool) -> bool {
            let shared = Arc::new((AtomicUsize::new(0), Cell::new()));
            let (reader, writer) = (current(), Arc::clone(&shared));
            // Not joined: loom's unpark would wake the joiner.
            spawn(move || {
                let (flag, data) = &*writer;
                data.write(1);
                if unparking {
                    unpark(&reader);
                }
                flag.store(1, store);
            });
            let (flag, data) = &*shared;
            let came = flag.load(load) == 1;
            if came {
                data.read();
            }
            came
        }
    }
}

/// loom gives the reader all that the writer has done, at the moment of the
/// `unpark`, so a missing acquire is not noticed. The explorer has no parking to
/// confuse it: threads wait on atomics, and only accesses synchronize.
#[test]
fn an_unpark_of_a_thread_that_does_not_park() {
    let missed = loom(|| hand_over::over_loom::program(Relaxed, Relaxed, true));
    loom_is_wrong(
        missed.passed() && missed.saw(true) && missed.saw(false),
        "has unpark synchronize with a thread that does not park (a missed race)",
        &missed,
    );
    let found = loom(|| hand_over::over_loom::program(Relaxed, Relaxed, false));
    assert!(found.complained_of(RACE), "without unpark: {found:?}");
    for unparking in [true, false] {
        let found = explorer(|| hand_over::over_explorer::program(Relaxed, Relaxed, unparking));
        assert_eq!(found.kind, Some(DataRace), "{found:?}");
    }
    loom(|| hand_over::over_loom::program(Release, Acquire, false)).comes_to([true, false]);
    explorer(|| hand_over::over_explorer::program(Release, Acquire, false)).comes_to([true, false]);
}

both! {
    /// A token for a thread that is about to join.
    mod joins {
        pub(crate) fn program(unparking: bool) {
            let joins = current();
            let other = spawn(move || {
                if unparking {
                    unpark(&joins);
                }
            });
            other.join().unwrap();
        }
    }
}

/// A token waits for the next `park`. loom also wakes a thread that is blocked in
/// something else, which then trips an assertion.
#[test]
fn an_unpark_of_a_thread_that_joins() {
    let alarm = loom(|| joins::over_loom::program(true));
    loom_is_wrong(
        alarm.complained_of("assertion failed: state.notified"),
        "has unpark wake a thread from a join",
        &alarm,
    );
    loom(|| joins::over_loom::program(false)).comes_to([()]);
    for unparking in [true, false] {
        explorer(|| joins::over_explorer::program(unparking)).comes_to([()]);
    }
}
