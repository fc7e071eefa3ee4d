//! A line that goes to and fro: the figure that others publish.

use crate::clock::now;
use crate::cores::pin;
use crate::quartiles::{Quartiles, SAMPLES};
use core_affinity::CoreId;
use crossbeam_utils::CachePadded;
use serde::Serialize;
use std::hint::spin_loop;
use std::sync::atomic::Ordering::Release;
use std::sync::atomic::{AtomicU64, Ordering::AcqRel, Ordering::Acquire, Ordering::Relaxed};
use std::thread;

/// The cycles that a line takes one way, from a core that writes it to one that waits for
/// that and answers.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PingPong {
    /// Which two cores of the list.
    pub(crate) cores: [usize; 2],
    /// Each tries a compare-and-exchange until it succeeds.
    pub(crate) exchange: Quartiles,
    /// Each loads until it sees the other's store, and stores.
    pub(crate) store: Quartiles,
}

/// Ways of a sample.
const WAYS: u64 = 200;

/// Measures two cores, which are the `numbers` of the list.
pub(super) fn measure(cores: [CoreId; 2], numbers: [usize; 2]) -> PingPong {
    PingPong {
        cores: numbers,
        exchange: one_way(cores, |line, number| {
            // AcqRel and Relaxed: as a lock would take it and look at it.
            let tried = || line.compare_exchange_weak(number, number + 1, AcqRel, Relaxed);
            while tried().is_err() {
                spin_loop();
            }
        }),
        store: one_way(cores, |line, number| {
            // Acquire and Release: as a lock would hand over, each to the other's.
            while line.load(Acquire) != number {
                spin_loop();
            }
            line.store(number + 1, Release);
        }),
    }
}

/// The cycles of one `answer`, which waits for a number and writes the next one.
fn one_way(cores: [CoreId; 2], answer: impl Fn(&AtomicU64, u64) + Sync) -> Quartiles {
    let line = CachePadded::new(AtomicU64::new(0));
    let all = SAMPLES as u64 * WAYS;
    let times = thread::scope(|scope| {
        scope.spawn(|| {
            pin(cores[1]);
            (1..all).step_by(2).for_each(|it| answer(&line, it));
        });
        let thread = scope.spawn(|| {
            pin(cores[0]);
            let sample = |sample: u64| {
                let begun = now();
                let first = sample * WAYS;
                (first..first + WAYS)
                    .step_by(2)
                    .for_each(|it| answer(&line, it));
                (now() - begun) as f64 / WAYS as f64
            };
            // The first sample waits for the other to begin.
            (0..SAMPLES as u64).map(sample).skip(1).collect::<Vec<_>>()
        });
        thread.join()
    });
    let times = times.expect("the thread does not panic");
    Quartiles::of(&times).expect("there are samples")
}
