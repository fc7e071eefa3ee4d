//! Fences, which synchronize with more than they should.

use crate::cell::Cell;
use crate::explore::{Explored, RACE, explore, gap};
use loom::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use loom::sync::atomic::{AtomicUsize, Ordering, fence};
use loom::thread::spawn;
use std::sync::Arc;

/// Where code counts on this; none of the locks does.
const ALSO: &str = "docs/checking-a-lock.md, which sends locks with fences to Miri";

/// The writer's fence comes after its store: it is not a release fence for that
/// store, so whatever the reader's fence is, nothing synchronizes, and write and
/// read are a data race in C11. loom orders every SeqCst fence after those
/// before it, as if each wrote and read one hidden atomic.
#[test]
fn a_race_around_two_seq_cst_fences_is_missed() {
    fn late_fence(fences: Option<(Ordering, Ordering)>) -> Explored<()> {
        explore(move || {
            let shared = Arc::new((AtomicUsize::new(0), Cell::new()));
            let writer = Arc::clone(&shared);
            let writer = spawn(move || {
                let (x, data) = &*writer;
                data.write(1);
                x.store(1, Relaxed);
                if let Some((ordering, _)) = fences {
                    fence(ordering);
                }
            });
            let (x, data) = &*shared;
            if x.load(Relaxed) == 1 {
                if let Some((_, ordering)) = fences {
                    fence(ordering);
                }
                data.read();
            }
            writer.join().unwrap();
        })
    }
    let missed = late_fence(Some((SeqCst, SeqCst)));
    gap(
        missed.passed(),
        "takes two SeqCst fences for synchronization (a missed race)",
        ALSO,
        &missed,
    );
    let found = late_fence(None);
    assert!(found.complained_of(RACE), "without fences: {found:?}");
    for fences in [(Release, Acquire), (AcqRel, AcqRel)] {
        let found = late_fence(Some(fences));
        assert!(found.complained_of(RACE), "with {fences:?}: {found:?}");
    }
}

/// The third thread's acquire fence synchronizes with what the third thread has
/// read before it, that is `y`, which the second thread stored. It does not with
/// the first thread's store of `x`, which the second thread has read, relaxed.
/// So nothing orders the first thread's write before the third's read: a data
/// race in C11. loom has the fence acquire all that was read in the past of the
/// thread, by whomever.
#[test]
fn a_race_behind_somebody_elses_relaxed_load_is_missed() {
    fn relay(second: Ordering, fenced: bool) -> Explored<()> {
        explore(move || {
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
        })
    }
    let missed = relay(Relaxed, true);
    gap(
        missed.passed(),
        "lets an acquire fence acquire what other threads have read (a missed race)",
        ALSO,
        &missed,
    );
    let found = relay(Relaxed, false);
    assert!(found.complained_of(RACE), "without the fence: {found:?}");
    let right = relay(Acquire, false);
    assert!(right.passed(), "acquired by the second thread: {right:?}");
}
