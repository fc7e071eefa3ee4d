//! Fences, which synchronize with too much in loom.

use crate::explored::{RACE, explorer, loom, loom_is_wrong};
use latchwork_explore::FailureKind::DataRace;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

both! {
    /// The writer's fence comes after its store: it is not a release fence for
    /// that store, so whatever the reader's fence is, nothing synchronizes.
    mod late_fence {
        pub(crate) fn program(fences: Option<(Ordering, Ordering)>) {
            let shared = Arc::new((AtomicUsize::new(0), Cell::new()));
            let writer = Arc::clone(&shared);
            let writer = spawn(move || {
                let (x, data) = &*writer;
                data.write(1);
                x.store(1, Relaxed);
                if let Some((order, _)) = fences {
                    fence(order);
                }
            });
            let (x, data) = &*shared;
            if x.load(Relaxed) == 1 {
                if let Some((_, order)) = fences {
                    fence(order);
                }
                data.read();
            }
            writer.join().unwrap();
        }
    }
}

/// loom orders every SeqCst fence after those before it, as if each wrote and
/// read one hidden atomic, and so misses the race.
#[test]
fn a_race_around_two_seq_cst_fences() {
    let missed = loom(|| late_fence::over_loom::program(Some((SeqCst, SeqCst))));
    loom_is_wrong(
        missed.passed(),
        "takes two SeqCst fences for synchronization (a missed race)",
        &missed,
    );
    let found = loom(|| late_fence::over_loom::program(None));
    assert!(found.complained_of(RACE), "without fences: {found:?}");
    for fences in [
        Some((SeqCst, SeqCst)),
        Some((Release, Acquire)),
        Some((AcqRel, AcqRel)),
        None,
    ] {
        let found = explorer(|| late_fence::over_explorer::program(fences));
        assert_eq!(found.kind, Some(DataRace), "with {fences:?}: {found:?}");
    }
}

both! {
    /// The third thread's acquire fence synchronizes with what the third thread
    /// has read before it, that is `y`, which the second thread stored. It does
    /// not with the first thread's store of `x`, which the second has read.
    mod relay {
        pub(crate) fn program(second: Ordering, fenced: bool) {
            let x = Arc::new((AtomicUsize::new(0), Cell::new()));
            let y = Arc::new(AtomicUsize::new(0));
            let writer = Arc::clone(&x);
            let writer = spawn(move || {
                writer.1.write(1);
                writer.0.store(1, Release);
            });
            let (from, to) = (Arc::clone(&x), Arc::clone(&y));
            let relay = spawn(move || {
                if from.0.load(second) == 1 {
                    to.store(1, Release);
                }
            });
            if y.load(Acquire) == 1 {
                if fenced {
                    fence(Acquire);
                }
                x.1.read();
            }
            writer.join().unwrap();
            relay.join().unwrap();
        }
    }
}

/// loom has the fence acquire all that was read in the past of the thread, by
/// whomever, and so misses the race.
#[test]
fn a_race_behind_somebody_elses_relaxed_load() {
    let missed = loom(|| relay::over_loom::program(Relaxed, true));
    loom_is_wrong(
        missed.passed(),
        "lets an acquire fence acquire what other threads have read (a missed race)",
        &missed,
    );
    let found = loom(|| relay::over_loom::program(Relaxed, false));
    assert!(found.complained_of(RACE), "without the fence: {found:?}");
    for fenced in [true, false] {
        let found = explorer(|| relay::over_explorer::program(Relaxed, fenced));
        assert_eq!(found.kind, Some(DataRace), "fenced: {fenced}: {found:?}");
    }
    // With an acquire load in the second thread there is no race.
    let right = loom(|| relay::over_loom::program(Acquire, false));
    assert!(right.passed(), "{right:?}");
    let right = explorer(|| relay::over_explorer::program(Acquire, false));
    assert!(right.passed(), "{right:?}");
}
