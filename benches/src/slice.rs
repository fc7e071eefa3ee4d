//! Threads that acquire for a fixed time.

use core::hint::black_box;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use core_affinity::CoreId;
use crossbeam_utils::CachePadded;

use crate::contest::Lock;
use crate::seat;
use crate::stats::jain;

/// What one slice showed.
#[derive(Debug)]
pub struct Slice {
    /// Acquisitions a second, of all threads.
    pub throughput: f64,
    /// Jain's index over the threads' acquisitions.
    pub jain: f64,
    /// The share of acquisitions by another thread than the one before.
    pub handovers: f64,
    /// The share of the time from the first thread's start to the last one's
    /// end in which all of them ran their loops.
    pub overlap: f64,
}

/// What a thread does besides, in turns of an empty loop.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// While it holds the lock.
    pub inside: u32,
    /// Between two acquisitions.
    pub outside: u32,
}

/// It acquires and counts only.
pub const NOTHING_ELSE: Load = Load {
    inside: 0,
    outside: 0,
};

fn work_for(turns: u32) {
    for turn in 0..turns {
        black_box(turn);
    }
}

/// One thread on each of `cores`, or on any where none is named, acquires a new lock for
/// `duration`.
pub fn contend<L: Lock>(cores: &[Option<CoreId>], duration: Duration, load: Load) -> Slice {
    let lock = CachePadded::new(L::new());
    let stop = CachePadded::new(AtomicBool::new(false));
    let barrier = Barrier::new(cores.len() + 1);
    let work = |me: usize, core: Option<CoreId>| {
        core.map(core_affinity::set_for_current);
        // SAFETY: the thread is new, and has its number to itself in this slice,
        // as the lock has the slice.
        unsafe { seat::sit(me) };
        let mut acquired = 0_u64;
        barrier.wait();
        let start = Instant::now();
        // Relaxed: the threads are joined, which synchronizes.
        while !stop.load(Relaxed) {
            lock.with(|tally| {
                tally.acquisitions += 1;
                tally.handovers += u64::from(tally.holder != me);
                tally.holder = me;
                work_for(load.inside);
            });
            acquired += 1;
            work_for(load.outside);
        }
        (start, Instant::now(), acquired)
    };
    let runs: Vec<_> = thread::scope(|scope| {
        let threads = cores.iter().enumerate();
        let threads: Vec<_> = threads
            .map(|(me, &core)| scope.spawn(move || work(me, core)))
            .collect();
        barrier.wait();
        thread::sleep(duration);
        stop.store(true, Relaxed);
        let join = |thread: thread::ScopedJoinHandle<'_, _>| thread.join().expect("no panics");
        threads.into_iter().map(join).collect()
    });
    // SAFETY: the threads that sat anywhere have been joined.
    unsafe { seat::sit(0) };
    summarize(&*lock, &runs)
}

fn summarize(lock: &impl Lock, runs: &[(Instant, Instant, u64)]) -> Slice {
    let starts = || runs.iter().map(|run| run.0);
    let ends = || runs.iter().map(|run| run.1);
    let span = |from: Option<Instant>, to: Option<Instant>| match (from, to) {
        (Some(from), Some(to)) => to.saturating_duration_since(from).as_secs_f64(),
        _ => 0.0,
    };
    let whole = span(starts().min(), ends().max());
    let common = span(starts().max(), ends().min());
    let shares: Vec<u64> = runs.iter().map(|run| run.2).collect();
    let acquired: u64 = shares.iter().sum();
    let mut handovers = 0;
    lock.with(|tally| {
        assert_eq!(tally.acquisitions, acquired, "the lock lost an increment");
        handovers = tally.handovers;
    });
    Slice {
        throughput: acquired as f64 / whole,
        jain: jain(&shares),
        handovers: handovers as f64 / acquired.max(1) as f64,
        overlap: common / whole,
    }
}
