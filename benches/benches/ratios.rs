//! One thread acquires, increments and releases: the contestants interleaved
//! round by round, so that what disturbs the machine disturbs them alike; the
//! ratio is taken within a round, and the median over the rounds is quoted.
//!
//! Writes `target/latchwork/bench.json`. Measures; asserts nothing.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use crossbeam_utils::CachePadded;
use latchwork_benches::contest::{
    FLOOR, ForEachLap, Lap, MCS_CONSTANT, MCSLOCK_LOCAL, MCSLOCK_RAW, SPIN_TICKET, SPIN_TTAS,
    for_each_lap, time,
};
use latchwork_benches::seat;
use latchwork_benches::stats::{median, quantile};
use latchwork_suite::file;
use serde::Serialize;

/// Laps in a slice: long against the clock, short against a time slice.
const LAPS: u32 = 20_000;
/// Rounds, each with a slice of every contestant.
const ROUNDS: usize = 301;

/// Whom to compare with whom, and the median ratio not to exceed, if there is
/// such a target.
const PAIRS: &[(&str, &str, Option<f64>)] = &[
    ("latchwork TicketLock", SPIN_TICKET, Some(1.05)),
    (MCS_CONSTANT, MCSLOCK_RAW, Some(1.0)),
    ("latchwork McsLock", MCSLOCK_RAW, Some(1.0)),
    ("latchwork McsLock", MCSLOCK_LOCAL, None),
    ("latchwork TicketLock", "bare ticket", None),
    ("latchwork TtasLock", SPIN_TTAS, None),
];

struct Contestant {
    name: &'static str,
    slice: Box<dyn Fn(u32) -> Duration>,
    /// Nanoseconds a lap, by round.
    rounds: Vec<f64>,
}

#[derive(Default)]
struct Contestants(Vec<Contestant>);

impl ForEachLap for Contestants {
    fn lap<L: Lap + 'static>(&mut self, name: &'static str) {
        let lock = Box::new(CachePadded::new(L::new()));
        self.0.push(Contestant {
            name,
            slice: Box::new(move |laps| time(&lock, laps)),
            rounds: Vec::new(),
        });
    }
}

impl Contestants {
    /// Runs a slice of each, starting elsewhere in each round and going the
    /// other way round in every second one, so that nobody always follows the
    /// same one.
    fn round(&mut self, round: usize, laps: u32) {
        let count = self.0.len();
        for place in 0..count {
            let place = if round.is_multiple_of(2) {
                place
            } else {
                count - 1 - place
            };
            let contestant = &mut self.0[(place + round / 2) % count];
            let elapsed = (contestant.slice)(laps);
            contestant
                .rounds
                .push(elapsed.as_nanos() as f64 / f64::from(laps));
        }
    }

    fn rounds_of(&self, name: &str) -> &[f64] {
        let named = self.0.iter().find(|contestant| contestant.name == name);
        &named
            .unwrap_or_else(|| panic!("no contestant {name}"))
            .rounds
    }

    /// The quotients of two contestants' laps, round by round.
    fn quotients(&self, of: &str, to: &str) -> Vec<f64> {
        let pairs = self.rounds_of(of).iter().zip(self.rounds_of(to));
        pairs.map(|(of, to)| of / to).collect()
    }
}

/// What `bench.json` holds.
#[derive(Serialize)]
struct Report {
    rounds: usize,
    laps: u32,
    uncontended: Vec<Cost>,
    ratios: Vec<Ratio>,
}

#[derive(Serialize)]
struct Cost {
    contestant: &'static str,
    nanoseconds_min: f64,
    nanoseconds_median: f64,
    over_floor: f64,
}

#[derive(Serialize)]
struct Ratio {
    of: &'static str,
    to: &'static str,
    quartile_1: f64,
    median: f64,
    quartile_3: f64,
    target: Option<f64>,
    verdict: Option<Verdict>,
}

/// How the median compares with the target.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    /// It is no greater.
    Met,
    /// It is greater, but the target lies within the quartiles: the rounds do
    /// not tell the two apart.
    Level,
    /// It is greater, and so is the first quartile.
    Missed,
}

impl Verdict {
    fn new(quartile_1: f64, median: f64, target: f64) -> Self {
        if median <= target {
            Self::Met
        } else if quartile_1 <= target {
            Self::Level
        } else {
            Self::Missed
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Level => "level",
            Self::Missed => "missed",
        }
    }
}

impl Report {
    fn new(contestants: &Contestants, rounds: usize, laps: u32) -> Self {
        let cost = |contestant: &Contestant| Cost {
            contestant: contestant.name,
            nanoseconds_min: quantile(&contestant.rounds, 0.0),
            nanoseconds_median: median(&contestant.rounds),
            over_floor: median(&contestants.quotients(contestant.name, FLOOR)),
        };
        let ratio = |&(of, to, target): &(_, _, Option<f64>)| {
            let quotients = contestants.quotients(of, to);
            let (quartile_1, median) = (quantile(&quotients, 0.25), median(&quotients));
            Ratio {
                of,
                to,
                quartile_1,
                median,
                quartile_3: quantile(&quotients, 0.75),
                target,
                verdict: target.map(|target| Verdict::new(quartile_1, median, target)),
            }
        };
        Self {
            rounds,
            laps,
            uncontended: contestants.0.iter().map(cost).collect(),
            ratios: PAIRS.iter().map(ratio).collect(),
        }
    }

    fn print(&self) {
        println!(
            "One thread, acquire + increment + release: {} rounds of {} laps each\n",
            self.rounds, self.laps
        );
        let mut costs = table(["contestant", "min ns", "median ns", "/ floor"]);
        for cost in &self.uncontended {
            costs.add_row([
                cost.contestant.to_owned(),
                format!("{:.2}", cost.nanoseconds_min),
                format!("{:.2}", cost.nanoseconds_median),
                format!("{:.3}", cost.over_floor),
            ]);
        }
        let mut ratios = table(["ratio", "median", "quartiles", "target", ""]);
        for ratio in &self.ratios {
            ratios.add_row([
                format!("{} / {}", ratio.of, ratio.to),
                format!("{:.3}", ratio.median),
                format!("{:.3} to {:.3}", ratio.quartile_1, ratio.quartile_3),
                ratio
                    .target
                    .map_or(String::new(), |target| format!("≤ {target:.2}")),
                ratio.verdict.map_or("", Verdict::name).to_owned(),
            ]);
        }
        println!("{costs}\n\n{ratios}");
    }

    fn write(&self) -> Result<PathBuf, Box<dyn Error>> {
        let path = target()?.join("latchwork").join("bench.json");
        file::write(&path, &(serde_json::to_string_pretty(self)? + "\n"))?;
        Ok(path)
    }
}

/// The target directory that this program is in, wherever that is by now: cargo keeps
/// there what it knows of the compiler.
fn target() -> Result<PathBuf, Box<dyn Error>> {
    let program = std::env::current_exe()?;
    let mut above = program.ancestors().skip(1);
    let target = above.find(|it| it.join(".rustc_info.json").exists());
    Ok(target
        .ok_or("this program is in no target directory")?
        .to_owned())
}

fn table<const COLUMNS: usize>(header: [&str; COLUMNS]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(header);
    table
}

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo says `--bench` if it is to be measured, and not if it is a test.
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (rounds, laps) = if measured { (ROUNDS, LAPS) } else { (3, 100) };
    // SAFETY: this thread holds no lock, and no other thread uses its locks.
    unsafe { seat::sit(0) };
    let mut contestants = Contestants::default();
    for_each_lap(&mut contestants);
    // A round to warm up.
    contestants.round(0, laps);
    for contestant in &mut contestants.0 {
        contestant.rounds.clear();
    }
    for round in 0..rounds {
        contestants.round(round, laps);
    }
    let report = Report::new(&contestants, rounds, laps);
    report.print();
    if measured {
        println!("\nwritten to {}", report.write()?.display());
    }
    Ok(())
}
