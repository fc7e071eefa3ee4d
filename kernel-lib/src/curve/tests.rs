//! What a CPU's clock shows of the time in which it did not run.

use super::*;
use crate::hardware::{self, CpuSet, Cpus};
use latchwork_lock::TicketLock;
use std::sync::Mutex as Shared;

/// A machine of one CPU whose clock advances by so much at each look, one after another.
/// Its second has a million ticks.
#[derive(Debug)]
struct Clock {
    /// What is left of them, the last first.
    steps: Shared<Vec<u64>>,
    now: AtomicU64,
}

impl Clock {
    fn new(steps: &[u64]) -> Self {
        Self {
            steps: Shared::new(steps.iter().rev().copied().collect()),
            now: AtomicU64::new(7),
        }
    }
}

impl Cpus for Clock {
    fn present(&self) -> usize {
        1
    }

    fn online(&self) -> CpuSet {
        CpuSet::first(1)
    }
}

impl hardware::Clock for Clock {
    fn ticks(&self) -> u64 {
        let step = self.steps.lock().unwrap().pop();
        let step = step.expect("no look is left");
        // Relaxed: one thread uses it.
        self.now.fetch_add(step, Relaxed) + step
    }

    fn ticks_per_second(&self) -> u64 {
        1_000_000
    }
}

impl Machine for Clock {
    fn run_on(&self, _count: usize, work: &(dyn Fn(usize) + Sync)) {
        work(0);
    }

    fn report(&self, _record: &Record<'_>) {}
}

#[track_caller]
fn assert_part(steps: &[u64], batches: u64, cpus: usize, acquisitions: u64, running: u64) {
    let clock = Clock::new(steps);
    let mutex = Mutex::<(), TicketLock>::new(());
    let part = contend(&clock, &mutex, batches, cpus, 0);
    let expected = Part {
        acquisitions,
        running,
    };
    assert_eq!(part, expected, "{steps:?}");
    let left = clock.steps.into_inner().unwrap();
    assert!(left.is_empty(), "looks that were not taken: {left:?}");
}

#[test]
fn a_batch_that_takes_a_time_slice_is_one_without_a_cpu() {
    assert_part(&[0, 10, 20, 30], 3, 2, 3 * BATCH, 60);
    assert_part(&[0, 10, 1_001, 30], 3, 2, 3 * BATCH, 40);
    assert_part(&[0, 1_000, 1_000], 2, 2, 2 * BATCH, 2_000);
}

#[test]
fn many_cpus_may_take_longer_for_a_batch() {
    assert_part(&[0, 6_400, 6_401], 2, 64, 2 * BATCH, 6_400);
}

#[test]
fn an_attempt_that_stalls_is_given_up() {
    assert_part(&[0, 5, 90_000], 9, 2, 2 * BATCH, 5);
}

#[test]
fn cpus_that_take_turns_do_not_overlap() {
    // Two CPUs, each of which runs for half of the time.
    assert_eq!(percent(500 + 500, 2 * 1_000), 50);
    assert_eq!(percent(2 * 990, 2 * 1_000), 99);
    assert_eq!(percent(3_000, 2_000), 100);
    assert_eq!(percent(0, 0), 0);
    assert_eq!(percent(u64::MAX, u64::MAX), 100);
}

#[test]
fn a_point_tells_how_much_of_the_time_was_spent_running() {
    // Looks: at the begin of all, at the CPU's own, after each of its batches, at the end.
    let stalled = Clock::new(&[0, 0, 25_000, 0]);
    let Point {
        acquisitions,
        ticks,
        overlap,
    } = point::<TicketLock>(&stalled, 1, 0);
    assert_eq!((acquisitions, ticks, overlap), (BATCH, 25_000, 0));

    let (too_short, late) = ([0, 0, 900, 0], [0, 0, 900, 900, 18_200]);
    let clock = Clock::new(&[&too_short[..], &late].concat());
    let Point { ticks, overlap, .. } = point::<TicketLock>(&clock, 1, 0);
    assert_eq!((ticks, overlap), (20_000, 9));
}

#[test]
fn a_holder_stays_inside_for_its_ticks_and_no_longer() {
    // The CPU's own look; then for each acquisition one at its begin, and looks until its
    // three ticks have passed; then that after the batch.
    let of_one = [0, 2, 1];
    let batch: Vec<u64> = of_one.repeat(BATCH as usize);
    let clock = Clock::new(&[&[0][..], &batch, &[0]].concat());
    let mutex = Mutex::<(), TicketLock>::new(());
    let part = contend(&clock, &mutex, 1, 1, 3);
    let expected = Part {
        acquisitions: BATCH,
        running: 3 * BATCH,
    };
    assert_eq!(part, expected);
    assert!(
        clock.steps.into_inner().unwrap().is_empty(),
        "it stayed shorter"
    );
    // A batch is not one without a CPU only because all have been inside.
    let of_one = [0, 1_000];
    let clock = Clock::new(&[&[0][..], &of_one.repeat(BATCH as usize), &[0]].concat());
    let part = contend(&clock, &mutex, 1, 2, 1_000);
    assert_eq!(part.running, 1_000 * BATCH);
}
