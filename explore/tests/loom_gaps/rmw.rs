//! Read-modify-writes beside plain stores (loom issues 254 and 389).

use crate::explored::{explorer, loom, loom_is_wrong};

both! {
    /// `x` is 1 at first. One thread stores to it, the other takes it; what that
    /// returned, and what `x` is in the end.
    mod beside_a_store {
        fn program<T, U: 'static>(
            take: impl Fn(&AtomicUsize) -> T,
            store: impl Fn(&AtomicUsize) -> U + Send + Sync + 'static,
        ) -> (T, usize) {
            let x = Arc::new(AtomicUsize::new(1));
            let other = Arc::clone(&x);
            let other = spawn(move || {
                store(&other);
            });
            let taken = take(&x);
            other.join().unwrap();
            (taken, x.load(Relaxed))
        }

        pub(crate) fn a_swap() -> (usize, usize) {
            program(|x| x.swap(2, AcqRel), |x| x.store(5, Release))
        }

        pub(crate) fn a_swap_and_a_swap() -> (usize, usize) {
            program(|x| x.swap(2, AcqRel), |x| x.swap(5, AcqRel))
        }

        pub(crate) fn a_lock_that_swaps() -> (usize, usize) {
            program(|x| x.swap(1, Acquire), |x| x.store(0, Release))
        }

        pub(crate) fn a_lock_that_compares() -> (Result<usize, usize>, usize) {
            program(
                |x| x.compare_exchange(0, 1, Acquire, Relaxed),
                |x| x.store(0, Release),
            )
        }
    }
}

/// A read-modify-write reads the value right before its own in modification
/// order. If the swap reads 1, its 2 follows 1 at once, the store of 5 follows
/// that, and `x` ends as 5. loom lets the store come between the two: the swap
/// has read 1, and `x` ends as 2.
#[test]
fn a_store_between_the_halves_of_a_swap() {
    use beside_a_store::{over_explorer, over_loom};
    let alarm = loom(over_loom::a_swap);
    loom_is_wrong(
        alarm.saw((1, 2)),
        "lets a plain store come between the read and the write of a swap",
        &alarm,
    );
    let atomic = [(1, 5), (5, 2)];
    explorer(over_explorer::a_swap).comes_to(atomic);
    // Two swaps are atomic in both.
    loom(over_loom::a_swap_and_a_swap).comes_to(atomic);
    explorer(over_explorer::a_swap_and_a_swap).comes_to(atomic);
}

/// Two writes to a lock's word: 1 is locked, and the other thread unlocks. A swap
/// that finds the lock taken has changed nothing, and must leave it free once it
/// is released; in loom it can leave it locked for ever.
#[test]
fn an_unlock_lost_to_a_swap() {
    use beside_a_store::{over_explorer, over_loom};
    let alarm = loom(over_loom::a_lock_that_swaps);
    loom_is_wrong(
        alarm.saw((1, 1)),
        "loses an unlock to a swap that found the lock taken",
        &alarm,
    );
    explorer(over_explorer::a_lock_that_swaps).comes_to([(0, 1), (1, 0)]);
    // An exchange that writes only where it finds the lock free is right in both.
    let right = [(Ok(0), 1), (Err(1), 0)];
    loom(over_loom::a_lock_that_compares).comes_to(right);
    explorer(over_explorer::a_lock_that_compares).comes_to(right);
}
