//! Atomics outside a run.

use crate::bench::{machine, run};
use latchwork_coherence::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use latchwork_coherence::sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, AtomicU32, AtomicU64};
use latchwork_coherence::{Pace, wait_until};
use std::cell::UnsafeCell;

#[test]
fn outside_a_simulation_an_access_is_one_of_cores() {
    let word = AtomicU32::new(1);
    assert_eq!((word.swap(2, AcqRel), word.fetch_add(3, AcqRel)), (1, 2));
    assert_eq!(word.compare_exchange(5, 6, AcqRel, Acquire), Ok(5));
    assert_eq!(word.compare_exchange(5, 7, AcqRel, Acquire), Err(6));
    assert_eq!(
        word.fetch_update(AcqRel, Acquire, |it| it.checked_add(1)),
        Ok(6)
    );
    assert_eq!(
        (
            word.fetch_max(9, AcqRel),
            word.fetch_xor(1, AcqRel),
            word.into_inner()
        ),
        (7, 9, 8)
    );
    let mut value = 7;
    let pointer = AtomicPtr::new(&raw mut value);
    assert!(std::ptr::eq(pointer.load(Acquire), &raw mut value));
    let threads: Vec<_> = (0..4).collect();
    let shared = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in &threads {
            scope.spawn(|| (0..1000).for_each(|_| _ = shared.fetch_add(1, Relaxed)));
        }
    });
    assert_eq!(shared.into_inner(), 4000);
}

#[test]
fn each_operation_does_what_cores_does_in_a_run_too() {
    let operations = || {
        let word = AtomicU8::new(5);
        [
            word.fetch_max(3, Relaxed),
            word.fetch_min(9, Relaxed),
            word.fetch_sub(6, Relaxed),
            word.fetch_nand(0x0f, Relaxed),
            word.fetch_and(0xf3, Relaxed),
            word.fetch_or(0x08, Relaxed),
            word.fetch_xor(0x01, Relaxed),
            word.fetch_add(0x08, Relaxed),
            word.into_inner(),
        ]
    };
    let held = [5, 5, 5, 0xff, 0xf0, 0xf0, 0xf8, 0xf9, 0x01];
    assert_eq!(operations(), held);
    assert_eq!(run(&machine(&[]), 1, move |_| operations()).0, [held]);
}

/// A number behind a lock, of which a checker of data races says whether it orders.
struct Locked(AtomicBool, UnsafeCell<u64>);

// SAFETY: who has set the flag has the number.
unsafe impl Sync for Locked {}

#[test]
fn outside_a_run_a_lock_orders_what_it_protects() {
    let locked = Locked(AtomicBool::new(false), UnsafeCell::new(0));
    let add = |locked: &Locked| {
        // Acquire: it pairs with the release below, or the additions race.
        while locked.0.swap(true, Acquire) {
            wait_until(
                &locked.0,
                Pace::Constant(1),
                |held| !held,
                || {
                    std::thread::yield_now();
                },
            );
        }
        // SAFETY: this thread has set the flag.
        unsafe { *locked.1.get() += 1 };
        // Release: it pairs with the swap above, or the additions race.
        locked.0.store(false, Release);
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..5).for_each(|_| add(&locked)));
        }
    });
    assert_eq!(locked.1.into_inner(), 10);
}

#[test]
fn outside_a_run_a_pointer_is_one() {
    let mut number = 7;
    let mut pointer = AtomicPtr::new(&raw mut number);
    // SAFETY: it points to the number, which nobody borrows.
    assert_eq!(unsafe { *pointer.load(Acquire) }, 7);
    // SAFETY: it points to the number, which nobody borrows.
    assert_eq!(unsafe { **pointer.get_mut() }, 7);
}
