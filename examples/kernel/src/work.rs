//! What each CPU does, and what its timer's handler does in between.

use crate::hardware::{self, CPUS, PerCpu};
use crate::heap::Blocks;
use crate::statistic::statistic;
use core::sync::atomic::{AtomicUsize, Ordering};
use journal::{Event, JOURNAL};

/// How often each CPU takes each lock.
pub const ROUNDS: usize = 1_000;

/// How many ticks each CPU waits for, at least.
pub const TICKS: usize = 5;

/// For how many of its timer's periods each CPU holds the statistic once.
const PERIODS: u32 = 3;

/// What each CPU has seen, beside what the locks protect.
pub struct Seen {
    /// Ticks of its timer.
    pub ticks: AtomicUsize,
    /// Those of them that the journal, being in use, did not take.
    pub missed: AtomicUsize,
    /// Those of them that came while this CPU held the statistic.
    pub inside: AtomicUsize,
}

/// Each CPU's own.
pub static SEEN: PerCpu<Seen> = PerCpu(
    [const {
        Seen {
            ticks: AtomicUsize::new(0),
            missed: AtomicUsize::new(0),
            inside: AtomicUsize::new(0),
        }
    }; CPUS],
);

/// The work of CPU `cpu`.
pub fn work(cpu: usize) {
    let rounds = match cpu {
        0 if cfg!(feature = "miscount") => ROUNDS - 1,
        _ => ROUNDS,
    };
    let mut blocks = Blocks::new(cpu);
    for round in 0..rounds {
        console::beat();
        blocks.replace(round);
        statistic().rounds += 1;
        JOURNAL.note(Event::Round { cpu, round });
    }
    blocks.free(rounds);
    hold(cpu);
    while ticks(cpu) < TICKS {
        hardware::wait_for_interrupt();
    }
}

/// Holds the statistic until ticks are pending.
fn hold(cpu: usize) {
    let held = statistic();
    let before = ticks(cpu);
    hardware::wait_periods(PERIODS);
    // Relaxed, here and below: this CPU's own, and its handler's.
    SEEN[cpu]
        .inside
        .store(ticks(cpu) - before, Ordering::Relaxed);
    drop(held);
}

fn ticks(cpu: usize) -> usize {
    SEEN[cpu].ticks.load(Ordering::Relaxed)
}

/// What the timer's handler does on CPU `cpu`.
pub fn tick(cpu: usize) {
    let seen = &SEEN[cpu];
    // Relaxed, each: this CPU's own.
    let before = seen.ticks.fetch_add(1, Ordering::Relaxed);
    if before == 0 {
        console::println!("CPU {cpu}: the first tick");
    }
    statistic().ticks[cpu] += 1;
    if !JOURNAL.try_note(Event::Tick { cpu }) {
        seen.missed.fetch_add(1, Ordering::Relaxed);
    }
}
