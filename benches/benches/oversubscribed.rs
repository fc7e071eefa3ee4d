//! Four threads for each core acquire for a fixed time, so that whoever holds a lock, or is
//! next, is descheduled now and then. The contestants take turns within a round, and the
//! ratio to the TTAS lock is taken within a round. Measures; asserts nothing.

use std::thread;
use std::time::Duration;

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use core_affinity::CoreId;
use latchwork_benches::contest::{Lock, Tally};
use latchwork_benches::seat::{SEATS, Seat};
use latchwork_benches::slice::{Load, Slice, contend};
use latchwork_benches::stats::{median, quantile};
use latchwork_lock::{McsLock, Mutex, StealingLock, TicketLock, TtasLock, Yield, Yielding};

const SLICE: Duration = Duration::from_millis(250);
const ROUNDS: usize = 15;
const THREADS_A_CORE: usize = 4;

/// In turns of an empty loop, about a nanosecond each: a counter that everybody bumps, and
/// short critical sections in longer work.
const LOADS: [Load; 2] = [
    Load {
        inside: 0,
        outside: 0,
    },
    Load {
        inside: 100,
        outside: 1000,
    },
];

/// The host's kernel.
struct Host;

impl Yield for Host {
    fn yield_now() {
        thread::yield_now();
    }
}

struct Contestant {
    name: &'static str,
    slice: fn(&[Option<CoreId>], Duration, Load) -> Slice,
    rounds: Vec<Slice>,
}

fn contestant<L: Lock>(name: &'static str) -> Contestant {
    Contestant {
        name,
        slice: contend::<L>,
        rounds: Vec::new(),
    }
}

/// The first is that to which the others are compared.
fn contestants() -> Vec<Contestant> {
    type Of<R> = Mutex<Tally, R>;
    type Yields = Yielding<Host>;
    vec![
        contestant::<Of<TtasLock>>("TtasLock"),
        contestant::<Of<TicketLock>>("TicketLock"),
        contestant::<Of<McsLock<Seat, SEATS>>>("McsLock"),
        contestant::<Of<StealingLock<Seat, SEATS>>>("StealingLock"),
        contestant::<Of<TtasLock<Yields>>>("TtasLock, yielding"),
        contestant::<Of<TicketLock<Yields>>>("TicketLock, yielding"),
        contestant::<Of<McsLock<Seat, SEATS, Yields>>>("McsLock, yielding"),
        contestant::<Of<StealingLock<Seat, SEATS, Yields>>>("StealingLock, yielding"),
    ]
}

fn print(threads: usize, load: Load, contestants: &[Contestant]) {
    let Load { inside, outside } = load;
    println!("{threads} threads, {inside} turns inside, {outside} outside");
    let mut table = Table::new();
    let header = ["contestant", "M/s", "/ TtasLock", "quartiles", "Jain"];
    table.load_style(NOTHING).set_header(header);
    for Contestant { name, rounds, .. } in contestants {
        let middle = |of: fn(&Slice) -> f64| median(&rounds.iter().map(of).collect::<Vec<_>>());
        let beside = rounds.iter().zip(&contestants[0].rounds);
        let ratios: Vec<f64> = beside
            .map(|(of, to)| of.throughput / to.throughput)
            .collect();
        table.add_row([
            (*name).to_owned(),
            format!("{:.3}", middle(|slice| slice.throughput) / 1e6),
            format!("{:.3}", median(&ratios)),
            format!(
                "{:.3} to {:.3}",
                quantile(&ratios, 0.25),
                quantile(&ratios, 0.75)
            ),
            format!("{:.3}", middle(|slice| slice.jain)),
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
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = (THREADS_A_CORE * cores).min(SEATS);
    for load in LOADS {
        let mut contestants = contestants();
        for round in 0..rounds {
            let count = contestants.len();
            for place in 0..count {
                let contestant = &mut contestants[(place + round) % count];
                let slice = (contestant.slice)(&vec![None; threads], slice, load);
                contestant.rounds.push(slice);
            }
        }
        print(threads, load, &contestants);
    }
}
