//! Tries of a mutex. loom does not switch threads at a fence, at an access to a
//! cell, or at a mutex's release, so nobody finds a mutex taken for so long.

use crate::explored::{explorer, loom, loom_is_wrong};

both! {
    /// One thread does something in a critical section, the other tries the
    /// mutex: whether it got it.
    mod tried {
        pub(crate) type Inside = fn(&AtomicUsize, &Cell);

        pub(crate) fn program(inside: Inside) -> bool {
            let shared = Arc::new((Mutex::new(()), AtomicUsize::new(0), Cell::new()));
            let other = Arc::clone(&shared);
            let other = spawn(move || other.0.try_lock().is_ok());
            let (mutex, atomic, data) = &*shared;
            let guard = mutex.lock().unwrap();
            inside(atomic, data);
            drop(guard);
            other.join().unwrap()
        }

        pub(crate) fn a_fence(_: &AtomicUsize, _: &Cell) {
            fence(SeqCst);
        }

        pub(crate) fn a_cell(_: &AtomicUsize, data: &Cell) {
            data.write(1);
        }

        pub(crate) fn nothing(_: &AtomicUsize, _: &Cell) {}
    }
}

/// A try may find the mutex taken, whatever its holder does. loom runs through
/// a critical section without accesses to atomics in one step.
#[test]
fn a_section_without_atomics_is_found_locked() {
    use tried::{over_explorer, over_loom};
    let sections: [(over_loom::Inside, over_explorer::Inside); 3] = [
        (over_loom::a_fence, over_explorer::a_fence),
        (over_loom::a_cell, over_explorer::a_cell),
        (over_loom::nothing, over_explorer::nothing),
    ];
    for (in_loom, in_explorer) in sections {
        let missed = loom(move || over_loom::program(in_loom));
        loom_is_wrong(
            missed.passed() && !missed.saw(false),
            "runs through a critical section without accesses in one step",
            &missed,
        );
        explorer(|| over_explorer::program(in_explorer)).comes_to([true, false]);
    }
}

both! {
    /// One thread loads an atomic in its critical section, the other tries the
    /// mutex right at its beginning, or after an access: whether it got it.
    mod pending {
        pub(crate) fn program(access: bool) -> bool {
            let shared = Arc::new((Mutex::new(()), AtomicUsize::new(0)));
            let other = Arc::clone(&shared);
            let other = spawn(move || {
                let inside = other.0.lock().unwrap();
                other.1.load(Relaxed);
                drop(inside);
            });
            if access {
                shared.1.store(1, Relaxed);
            }
            let got = shared.0.try_lock().is_ok();
            other.join().unwrap();
            got
        }
    }
}

/// loom blocks a thread that is about to try a mutex when another takes it, so
/// that the try succeeds later instead of missing.
#[test]
fn a_pending_try_misses() {
    use pending::{over_explorer, over_loom};
    let missed = loom(|| over_loom::program(false));
    loom_is_wrong(
        missed.passed() && !missed.saw(false),
        "makes a try wait that is pending while another takes the mutex",
        &missed,
    );
    loom(|| over_loom::program(true)).comes_to([true, false]);
    for access in [true, false] {
        explorer(|| over_explorer::program(access)).comes_to([true, false]);
    }
}
