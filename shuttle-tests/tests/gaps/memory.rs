//! The memory model: sequential consistency, and no watch over plain memory.

use crate::sample::{Sampled, config, every_schedule, gap, sample};
use shuttle::sync::atomic::AtomicUsize;
use shuttle::sync::atomic::Ordering::Relaxed;
use shuttle::thread::{spawn, yield_now};
use std::cell::UnsafeCell;
use std::sync::Arc;

/// Where code counts on this.
const ALSO: &str = "what docs/architecture.md says of shuttle's memory model";

/// Two atomics, both 0 at first.
type Atomics = (AtomicUsize, AtomicUsize);

/// What two threads return, over every schedule.
fn both<A, B>(here: fn(&Atomics) -> A, there: fn(&Atomics) -> B) -> Sampled<(A, B)>
where
    A: Ord + Send + std::fmt::Debug + 'static,
    B: Ord + Send + std::fmt::Debug + 'static,
{
    let sampled = sample(config(), every_schedule(), move || {
        let shared = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let other = Arc::clone(&shared);
        let other = spawn(move || there(&other));
        let here = here(&shared);
        (here, other.join().unwrap())
    });
    assert!(sampled.passed(), "{sampled:?}");
    sampled
}

/// Relaxed throughout, so C11 lets the reader see the flag and not the data. The
/// neighbour sets the flag first, which is wrong under sequential consistency,
/// too.
#[test]
fn a_relaxed_message_arrives_whole() {
    let read = |(data, flag): &Atomics| {
        let flag = flag.load(Relaxed);
        (flag, data.load(Relaxed))
    };
    let data_first = both(read, |(data, flag)| {
        data.store(1, Relaxed);
        flag.store(1, Relaxed);
    });
    gap(
        !data_first.outcomes.contains(&((1, 0), ())),
        "passes a relaxed message as if it were released and acquired",
        ALSO,
        &data_first,
    );
    assert_eq!(data_first.outcomes.len(), 3, "{data_first:?}");
    let flag_first = both(read, |(data, flag)| {
        flag.store(1, Relaxed);
        data.store(1, Relaxed);
    });
    assert!(flag_first.outcomes.contains(&((1, 0), ())));
}

/// Each thread stores to one atomic and loads the other. C11 lets both read 0.
/// The neighbour loads first, and then they do under sequential consistency, too.
#[test]
fn store_buffering_is_never_seen() {
    fn store_load(mine: &AtomicUsize, theirs: &AtomicUsize) -> usize {
        mine.store(1, Relaxed);
        theirs.load(Relaxed)
    }
    fn load_store(mine: &AtomicUsize, theirs: &AtomicUsize) -> usize {
        let read = theirs.load(Relaxed);
        mine.store(1, Relaxed);
        read
    }
    let store_first = both(|(x, y)| store_load(x, y), |(x, y)| store_load(y, x));
    gap(
        !store_first.outcomes.contains(&(0, 0)),
        "lets no load overtake a store",
        ALSO,
        &store_first,
    );
    assert_eq!(store_first.outcomes.len(), 3, "{store_first:?}");
    let load_first = both(|(x, y)| load_store(x, y), |(x, y)| load_store(y, x));
    assert!(load_first.outcomes.contains(&(0, 0)), "{load_first:?}");
}

/// Two unordered increments of plain memory are a data race. shuttle does not
/// watch the memory, and switches nowhere in an increment: nothing is wrong. The
/// neighbour gives the other thread the chance, and loses an increment.
#[test]
fn a_data_race_is_not_noticed() {
    struct Count(UnsafeCell<usize>);
    // SAFETY: shuttle runs its threads as coroutines of one thread of the host,
    // and none is switched away from in an access, so no two accesses overlap.
    unsafe impl Sync for Count {}

    fn increments(yielding: bool) -> Sampled<usize> {
        sample(config(), every_schedule(), move || {
            let count = Arc::new(Count(UnsafeCell::new(0)));
            let increment = move |Count(count): &Count| {
                // SAFETY: as for `Sync`.
                let before = unsafe { *count.get() };
                if yielding {
                    yield_now();
                }
                // SAFETY: as for `Sync`.
                unsafe { *count.get() = before + 1 };
            };
            let other = Arc::clone(&count);
            let other = spawn(move || increment(&other));
            increment(&count);
            other.join().unwrap();
            // SAFETY: as for `Sync`.
            unsafe { *count.0.get() }
        })
    }
    let unnoticed = increments(false);
    gap(
        unnoticed.passed() && unnoticed.outcomes == [2].into(),
        "overlooks a data race",
        "suite/src/lock/client.rs, which yields in its critical section",
        &unnoticed,
    );
    let noticed = increments(true);
    assert_eq!(noticed.outcomes, [1, 2].into(), "{noticed:?}");
}
