//! loom and the explorer also report accesses that race, whoever owns the cell.

use crate::failure::failure;
use latchwork_atomic::{UnsafeCell, model};

/// A cell that CPUs reach without an order, mutably, too.
struct Shared(core::cell::UnsafeCell<UnsafeCell<u32>>);

// SAFETY: none; it is for the checker to say whether accesses race.
unsafe impl Sync for Shared {}

/// What a CPU does.
type Access = fn(&Shared);

fn cell(shared: &Shared) -> &UnsafeCell<u32> {
    // SAFETY: the host runs one CPU at a time, and no borrow outlives an access.
    unsafe { &*shared.0.get() }
}

const READ: Access = |shared| {
    // SAFETY: none; the checker reports an access that races.
    cell(shared).with(|value| unsafe { *value });
};
const WRITE: Access = |shared| {
    // SAFETY: none; the checker reports an access that races.
    cell(shared).with_mut(|value| unsafe { *value += 1 });
};
const MUTABLE: Access = |shared| {
    // SAFETY: none; the checker reports an access that races.
    let cell = unsafe { &mut *shared.0.get() };
    *cell.get_mut() += 1;
};

/// The words of the failure of two CPUs, each of which does one of these.
fn beside(accesses: [Access; 2]) -> Option<String> {
    failure(move || {
        let shared = Shared(core::cell::UnsafeCell::new(UnsafeCell::new(0)));
        model::run(2, move |cpu| accesses[cpu](&shared), || ());
    })
}

#[test]
fn accesses_that_race_are_found() {
    assert_eq!(beside([READ, READ]), None);
    for accesses in [
        [READ, WRITE],
        [WRITE, READ],
        [WRITE, WRITE],
        [MUTABLE, READ],
        [READ, MUTABLE],
        [MUTABLE, WRITE],
    ] {
        let words = beside(accesses).expect("it is rejected");
        let known = ["Causality violation", "race"];
        assert!(known.iter().any(|known| words.contains(known)), "{words}");
    }
}
