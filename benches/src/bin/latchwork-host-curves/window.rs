//! One window: threads on cores of their own acquire for a moment.

use crate::clock::{Clock, now, spend};
use crate::cores::{kept_waiting, pin};
use crate::figures::{Acquisition, Ran};
use core_affinity::CoreId;
use crossbeam_utils::CachePadded;
use latchwork_atomic::{Initial, initial};
use latchwork_benches::seat;
use latchwork_coherence::contest::{Draw, Point};
use latchwork_lock::RawLock;
use std::hint::{black_box, spin_loop};
use std::sync::atomic::{
    AtomicU64, AtomicUsize, Ordering::AcqRel, Ordering::Acquire, Ordering::Relaxed,
};
use std::thread;

/// How long a window is: short against a time slice, so that most are whole.
const NANOSECONDS: f64 = 2e6;

/// The fewest acquisitions of all that a window has room for, if they take as long as the
/// point says.
const LEAST: u64 = 200;

/// Times outside that are drawn beforehand, and used again and again.
const DRAWN: usize = 4096;

/// What the threads share, each part on lines of its own.
struct Shared<R> {
    lock: CachePadded<R>,
    /// What the lock protects.
    lines: Box<[CachePadded<AtomicU64>]>,
    /// How many are at the first gate, and at the second.
    gates: [CachePadded<AtomicUsize>; 2],
}

/// Has a thread on each of `cores` contend for a new lock, as `point` says.
pub(crate) fn run<R>(cores: &[CoreId], point: &Point, clock: &Clock) -> Vec<Ran>
where
    R: RawLock + Initial + Sync,
{
    let shared = Shared {
        lock: CachePadded::new(initial!(R)),
        lines: (0..point.lines).map(|_| CachePadded::default()).collect(),
        gates: Default::default(),
    };
    let shared = black_box(&shared);
    thread::scope(|scope| {
        let threads = cores.iter().enumerate();
        let threads: Vec<_> = threads
            .map(|(cpu, &core)| {
                scope.spawn(move || {
                    pin(core);
                    // SAFETY: the thread is new, and has its number to itself in this
                    // window, as the lock has the window.
                    unsafe { seat::sit(cpu) };
                    contend(shared, point, cpu, clock, cores.len())
                })
            })
            .collect();
        let join = |it: thread::ScopedJoinHandle<'_, _>| it.join().expect("no thread panics");
        threads.into_iter().map(join).collect()
    })
}

/// What a thread does until the window ends.
fn contend<R: RawLock>(
    shared: &Shared<R>,
    point: &Point,
    cpu: usize,
    clock: &Clock,
    cpus: usize,
) -> Ran {
    let mut draw = Draw::new(point.seed, cpu);
    let outside: Vec<u32> = (0..DRAWN)
        .map(|_| clock.iterations(draw.time(point.outside, point.spread)) as u32)
        .collect();
    let inside = clock.after_reading(point.critical_section);
    let length = length(point, clock);
    // Written, so that no page of it has to be found during the window.
    let mut acquisitions = vec![Acquisition::NONE; (length / 64) as usize];
    pass(&shared.gates[0], cpus);
    let waited = kept_waiting();
    pass(&shared.gates[1], cpus);
    let begun = now();
    let mut count = 0;
    for (it, &outside) in acquisitions.iter_mut().zip(outside.iter().cycle()) {
        let called = now();
        let token = shared.lock.lock();
        let acquired = now();
        for line in &shared.lines {
            // Relaxed: the lock orders it.
            line.store(acquired, Relaxed);
        }
        let done = spend(inside, acquired);
        // SAFETY: the token comes from this lock.
        unsafe { shared.lock.unlock(token) };
        *it = Acquisition { called, acquired };
        count += 1;
        if acquired >= begun + length {
            break;
        }
        // The processor must not begin it while it is inside.
        spend(outside.into(), done);
    }
    let ended = now();
    let waited = kept_waiting()
        .zip(waited)
        .map(|(after, before)| ((after - before) as f64 * clock.gigahertz) as u64);
    acquisitions.truncate(count);
    Ran {
        begun,
        ended,
        kept_waiting: waited,
        acquisitions,
    }
}

/// The cycles of a window.
fn length(point: &Point, clock: &Clock) -> u64 {
    let lap = point.critical_section + point.outside / point.cpus as u64;
    ((NANOSECONDS * clock.gigahertz) as u64).max(LEAST * lap)
}

/// Waits until `cpus` threads are at the gate.
fn pass(gate: &AtomicUsize, cpus: usize) {
    // AcqRel and Acquire: what each has done before the gate has been done for all behind
    // it; without that one could begin on a lock that another does not see yet.
    gate.fetch_add(1, AcqRel);
    while gate.load(Acquire) < cpus {
        spin_loop();
    }
}
