//! 1, 2, 4, … threads, each on a core of its own, acquire for a fixed time: how
//! many acquisitions, and how evenly shared. The contestants take turns within a
//! round. Measures; asserts nothing.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use core_affinity::CoreId;
use crossbeam_utils::CachePadded;
use latchwork_benches::contest::{ForEachLock, Lock, for_each_lock};
use latchwork_benches::seat::{self, SEATS};
use latchwork_benches::stats::{jain, median};

const SLICE: Duration = Duration::from_millis(20);
const ROUNDS: usize = 7;

/// What one slice showed.
struct Slice {
    /// Acquisitions a second, of all threads.
    throughput: f64,
    /// Jain's index over the threads' acquisitions.
    jain: f64,
    /// The share of acquisitions by another thread than the one before.
    handovers: f64,
    /// The share of the time from the first thread's start to the last one's
    /// end in which all of them ran their loops.
    overlap: f64,
}

struct Contestant {
    name: &'static str,
    slice: fn(&[CoreId], Duration) -> Slice,
    rounds: Vec<Slice>,
}

#[derive(Default)]
struct Contestants(Vec<Contestant>);

impl ForEachLock for Contestants {
    fn lock<L: Lock + 'static>(&mut self, name: &'static str) {
        self.0.push(Contestant {
            name,
            slice: contend::<L>,
            rounds: Vec::new(),
        });
    }
}

/// One thread on each of `cores` acquires a new lock for `duration`.
fn contend<L: Lock>(cores: &[CoreId], duration: Duration) -> Slice {
    let lock = CachePadded::new(L::new());
    let stop = CachePadded::new(AtomicBool::new(false));
    let barrier = Barrier::new(cores.len() + 1);
    let work = |me: usize, core: CoreId| {
        core_affinity::set_for_current(core);
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
            });
            acquired += 1;
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

/// 1, 2, 4, … and the number of cores.
fn counts(cores: usize) -> Vec<usize> {
    let powers = (0..).map(|power| 1 << power);
    powers
        .take_while(|&count| count < cores)
        .chain([cores])
        .collect()
}

fn print(threads: usize, contestants: &Contestants) {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header([
        "threads",
        "contestant",
        "M/s",
        "Jain",
        "handed over",
        "overlap, least",
    ]);
    for Contestant { name, rounds, .. } in &contestants.0 {
        let middle = |of: fn(&Slice) -> f64| median(&rounds.iter().map(of).collect::<Vec<_>>());
        let least = rounds.iter().map(|slice| slice.overlap).fold(1.0, f64::min);
        table.add_row([
            threads.to_string(),
            (*name).to_owned(),
            format!("{:.1}", middle(|slice| slice.throughput) / 1e6),
            format!("{:.3}", middle(|slice| slice.jain)),
            format!("{:.0} %", 100.0 * middle(|slice| slice.handovers)),
            format!("{:.0} %", 100.0 * least),
        ]);
    }
    println!("{table}\n");
}

fn main() {
    // Cargo says `--bench` if it is to be measured, and not if it is a test.
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (rounds, slice) = if measured {
        (ROUNDS, SLICE)
    } else {
        (1, Duration::from_millis(1))
    };
    let mut cores = core_affinity::get_core_ids().unwrap_or_default();
    if cores.is_empty() {
        println!("skipped: this system does not say which cores it has");
        return;
    }
    cores.truncate(SEATS);
    for threads in counts(cores.len()) {
        let mut contestants = Contestants::default();
        for_each_lock(&mut contestants);
        for _ in 0..rounds {
            for contestant in &mut contestants.0 {
                let slice = (contestant.slice)(&cores[..threads], slice);
                contestant.rounds.push(slice);
            }
        }
        print(threads, &contestants);
    }
}
