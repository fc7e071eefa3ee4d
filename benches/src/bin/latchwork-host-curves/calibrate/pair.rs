//! What it takes to move a line between two cores.

use super::ring::{Line, Ring, overhead};
use crate::cores::pin;
use crate::quartiles::{Quartiles, SAMPLES};
use core_affinity::CoreId;
use crossbeam_utils::CachePadded;
use latchwork_benches::stats::median;
use serde::Serialize;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicUsize, Ordering::Acquire, Ordering::Release};
use std::thread;

/// The cycles that a core takes for the lines of another.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Pair {
    /// Which two cores of the list.
    pub(crate) cores: [usize; 2],
    /// A load of a line that the other has modified.
    pub(crate) load_dirty: Quartiles,
    /// A load of a line that the other has as it is in memory.
    pub(crate) load_clean: Quartiles,
    /// A store.
    pub(crate) store: Writes,
    /// A read-modify-write.
    pub(crate) rmw: Writes,
}

/// The cycles of a write, by what was done to the line before.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Writes {
    /// The other core has modified the line.
    pub(crate) modified: Quartiles,
    /// This core has modified the line, and the other has loaded it then.
    pub(crate) lent: Quartiles,
    /// The other core has loaded the line from memory, and this core then, too.
    pub(crate) clean: Quartiles,
    /// The other core has modified the line, and this core has loaded it then.
    pub(crate) borrowed: Quartiles,
}

/// One thing that is timed.
struct Kind {
    /// What the one that is timed does to the lines first.
    first: fn(&Ring),
    /// What the other does to them then.
    theirs: fn(&Ring),
    /// What the one that is timed does to them at last.
    ours: fn(&Ring),
    /// The cycles of a line.
    timed: fn(&Ring) -> f64,
}

const KINDS: [Kind; 11] = [
    Kind::of(leave, store, leave, timed_load),
    Kind::of(leave, fetch, leave, timed_load),
    Kind::of(leave, leave, store, timed_store),
    Kind::of(leave, store, leave, timed_store),
    Kind::of(store, load, leave, timed_store),
    Kind::of(leave, fetch, load, timed_store),
    Kind::of(leave, store, load, timed_store),
    Kind::of(leave, store, leave, timed_update),
    Kind::of(store, load, leave, timed_update),
    Kind::of(leave, fetch, load, timed_update),
    Kind::of(leave, store, load, timed_update),
];

impl Kind {
    const fn of(
        first: fn(&Ring),
        theirs: fn(&Ring),
        ours: fn(&Ring),
        timed: fn(&Ring) -> f64,
    ) -> Self {
        Self {
            first,
            theirs,
            ours,
            timed,
        }
    }
}

fn timed_load(ring: &Ring) -> f64 {
    ring.timed(1, Line::load)
}

fn timed_store(ring: &Ring) -> f64 {
    ring.timed(1, Line::store)
}

fn timed_update(ring: &Ring) -> f64 {
    ring.timed(1, Line::update)
}

fn leave(_ring: &Ring) {}

fn load(ring: &Ring) {
    ring.walk(1, Line::load);
}

fn store(ring: &Ring) {
    ring.walk(1, Line::store);
}

/// Takes the lines from memory.
fn fetch(ring: &Ring) {
    ring.flush();
    load(ring);
}

/// Measures what the first of two cores takes for the lines of the second; `l1` is the
/// cycles of a hit. The two are the `numbers` of the list.
pub(super) fn measure(cores: [CoreId; 2], numbers: [usize; 2], l1: f64) -> Pair {
    of(numbers, &times(cores, &KINDS, SAMPLES), l1)
}

/// The cycles of a load by the first of two cores of a line that the second has modified,
/// as it is at this moment: a hypervisor moves virtual cores about.
pub(crate) fn distance(cores: [CoreId; 2]) -> f64 {
    median(&times(cores, &KINDS[..1], FEW))
}

/// How often a load is timed for the distance of this moment.
const FEW: usize = 21;

/// The cycles of each of `kinds` in turn, so often: what disturbs the machine disturbs them
/// alike.
fn times(cores: [CoreId; 2], kinds: &[Kind], samples: usize) -> Vec<f64> {
    let (ring, turn) = (Ring::new(), Turn::default());
    let each = || kinds.iter().cycle().enumerate().take(samples * kinds.len());
    let times = thread::scope(|scope| {
        scope.spawn(|| {
            pin(cores[1]);
            for (index, kind) in each() {
                turn.take(3 * index + 1, || (kind.theirs)(&ring));
            }
        });
        let thread = scope.spawn(|| {
            pin(cores[0]);
            let overhead = overhead();
            let timed = each().map(|(index, kind)| {
                turn.take(3 * index, || (kind.first)(&ring));
                turn.take(3 * index + 2, || {
                    (kind.ours)(&ring);
                    (kind.timed)(&ring) - overhead
                })
            });
            timed.collect::<Vec<f64>>()
        });
        thread.join()
    });
    times.expect("the thread does not panic")
}

/// What the times come to, which are of each of [`KINDS`] in turn.
fn of(cores: [usize; 2], times: &[f64], l1: f64) -> Pair {
    let samples = |kind: usize, less: f64| {
        let of_kind = times.iter().skip(kind).step_by(KINDS.len());
        let each: Vec<f64> = of_kind.map(|it| it - less).collect();
        Quartiles::of(&each).expect("there are samples")
    };
    // A store to an owned line takes as long as a hit; the rest is the fence, and the load
    // of the next line's place.
    let fence = samples(2, 0.0).median - l1;
    let writes = |kind, less| Writes {
        modified: samples(kind, less),
        lent: samples(kind + 1, less),
        clean: samples(kind + 2, less),
        borrowed: samples(kind + 3, less),
    };
    Pair {
        cores,
        load_dirty: samples(0, 0.0),
        load_clean: samples(1, 0.0),
        store: writes(3, fence),
        rmw: writes(7, 0.0),
    }
}

/// The number of the turn that is next.
#[derive(Default)]
struct Turn(CachePadded<AtomicUsize>);

impl Turn {
    /// Waits for the turn of this number, takes it, and calls the next.
    fn take<T>(&self, number: usize, then: impl FnOnce() -> T) -> T {
        // Acquire: pairs with the Release store of the turn before; without it this turn's
        // accesses could go before that one's.
        while self.0.load(Acquire) != number {
            spin_loop();
        }
        let result = then();
        // Release: pairs with the Acquire load of the next turn.
        self.0.store(number + 1, Release);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fence_is_no_part_of_a_transfer() {
        let round = [
            100.0, 90.0, 34.0, 160.0, 150.0, 140.0, 35.0, 184.0, 174.0, 164.0, 20.0,
        ];
        let pair = of([0, 1], &[round, round].concat(), 4.0);
        let medians =
            |of: &Writes| [of.modified, of.lent, of.clean, of.borrowed].map(|it| it.median);
        assert_eq!(
            (pair.load_dirty.median, pair.load_clean.median),
            (100.0, 90.0)
        );
        assert_eq!(medians(&pair.store), [130.0, 120.0, 110.0, 5.0]);
        assert_eq!(medians(&pair.rmw), [184.0, 174.0, 164.0, 20.0]);
    }

    #[test]
    fn turns_are_taken_in_order() {
        let turn = Turn::default();
        let order = std::sync::Mutex::new(Vec::new());
        thread::scope(|scope| {
            for first in [1, 0] {
                let (turn, order) = (&turn, &order);
                scope.spawn(move || {
                    for number in (first..20).step_by(2) {
                        turn.take(number, || order.lock().expect("no panic").push(number));
                    }
                });
            }
        });
        let order = order.into_inner().expect("no panic");
        assert!(order.into_iter().eq(0..20));
    }
}
