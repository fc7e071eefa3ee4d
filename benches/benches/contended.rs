//! 1, 2, 4, … threads, each on a core of its own, acquire for a fixed time: how
//! many acquisitions, and how evenly shared. The contestants take turns within a
//! round. Measures; asserts nothing.

use std::time::Duration;

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use core_affinity::CoreId;
use latchwork_benches::contest::{ForEachLock, Lock, for_each_lock};
use latchwork_benches::seat::SEATS;
use latchwork_benches::slice::{NOTHING_ELSE, Slice, contend};
use latchwork_benches::stats::median;

const SLICE: Duration = Duration::from_millis(20);
const ROUNDS: usize = 7;

struct Contestant {
    name: &'static str,
    slice: fn(&[Option<CoreId>], Duration) -> Slice,
    rounds: Vec<Slice>,
}

#[derive(Default)]
struct Contestants(Vec<Contestant>);

impl ForEachLock for Contestants {
    fn lock<L: Lock + 'static>(&mut self, name: &'static str) {
        self.0.push(Contestant {
            name,
            slice: |cores, duration| contend::<L>(cores, duration, NOTHING_ELSE),
            rounds: Vec::new(),
        });
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
    let cores: Vec<_> = cores.into_iter().map(Some).collect();
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
