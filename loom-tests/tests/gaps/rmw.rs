//! Read-modify-writes beside plain stores.

use crate::explore::{Explored, explore, gap};
use loom::sync::atomic::AtomicUsize;
use loom::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use loom::thread::spawn;
use std::sync::Arc;

/// `x` is 1 at first. One thread releases it, by `release`, the other tries to
/// take it, by `take`; what that returned, and what `x` is in the end.
fn beside<T: Ord + Send + 'static, U: 'static>(
    take: impl Fn(&AtomicUsize) -> T + Copy + Send + Sync + 'static,
    release: impl Fn(&AtomicUsize) -> U + Copy + Send + Sync + 'static,
) -> Explored<(T, usize)> {
    explore(move || {
        let x = Arc::new(AtomicUsize::new(1));
        let other = Arc::clone(&x);
        let other = spawn(move || release(&other));
        let taken = take(&x);
        other.join().unwrap();
        (taken, x.load(Relaxed))
    })
}

/// A read-modify-write reads the value right before its own in the modification
/// order. If the swap reads 1, its 2 follows 1 at once, the store of 5 follows
/// that, and `x` ends as 5. loom lets the store come between the two: the swap
/// has read 1, and `x` ends as 2. (loom issues 254 and 389.)
#[test]
fn a_store_comes_between_the_halves_of_a_swap() {
    let stored = beside(|x| x.swap(2, AcqRel), |x| x.store(5, Release));
    gap(
        stored.saw((1, 2)),
        "lets a plain store come between the read and the write of a swap",
        "the advice in docs/checking-a-lock.md",
        &stored,
    );
    let swapped = beside(|x| x.swap(2, AcqRel), |x| x.swap(5, AcqRel));
    assert!(swapped.passed() && !swapped.saw((1, 2)), "{swapped:?}");
    assert!(swapped.saw((1, 5)) && swapped.saw((5, 2)), "{swapped:?}");
}

/// Two writes to a lock's word: 1 is locked, and the other thread unlocks. A swap
/// that finds the lock taken has changed nothing, and must leave it free once it
/// is released; in loom it can leave it locked for ever. An exchange that writes
/// only where it finds the lock free is not concurrent with any store (whoever
/// stores has the lock, and the exchange reads that store or fails), and is right.
#[test]
fn a_lock_that_swaps_stays_locked_and_one_that_compares_does_not() {
    let swap = beside(|x| x.swap(1, Acquire), |x| x.store(0, Release));
    gap(
        swap.saw((1, 1)),
        "loses an unlock to a swap that found the lock taken",
        "the advice in docs/checking-a-lock.md",
        &swap,
    );
    let compared = beside(
        |x| x.compare_exchange(0, 1, Acquire, Relaxed),
        |x| x.store(0, Release),
    );
    assert!(compared.passed(), "{compared:?}");
    let right = [(Ok(0), 1), (Err(1), 0)].into();
    assert_eq!(
        compared.outcomes, right,
        "free and taken, or taken and freed"
    );
}
