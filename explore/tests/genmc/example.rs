//! What each client of `tests/genmc` costs: executions, time and memory, with one
//! worker and with all.
//!
//! ```sh
//! cargo run -p latchwork-explore --release --example counts
//! cargo run -p latchwork-explore --release --example counts -- mcs
//! ```
//!
//! The argument selects the clients whose names contain it. Each client is run in
//! a process of its own, so that the peak of its memory is its own.

#[allow(dead_code, reason = "the example runs some of the clients")]
mod clients;
mod rows;

use latchwork_explore::Explorer;
use rows::{Row, rows};
use std::env;
use std::process::{Command, ExitCode};

/// The argument that has one client run by this process.
const ONE: &str = "--one";

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    match &arguments[..] {
        [one, name, workers] if one == ONE => run(name, workers.parse().expect("a number")),
        [] => table(""),
        [filter] if !filter.starts_with('-') => table(filter),
        _ => {
            eprintln!("usage: counts [FILTER]");
            ExitCode::from(2)
        }
    }
}

/// Clients of the lock that waits before it tries. GenMC drops executions in which
/// a try fails, and counts 34 in the first and 36 in the second.
const TTAS: [[usize; 2]; 3] = [[2, 2], [3, 1], [4, 1]];

/// The rows that the explorer has a memory model for, and those of the TTAS lock.
fn clients() -> impl Iterator<Item = Row> {
    let ttas = TTAS.map(|[threads, acquisitions]| Row {
        lock: "ttas".into(),
        threads,
        acquisitions,
        model: "rc11".into(),
        complete: 0,
        blocked: 0,
    });
    rows().into_iter().chain(ttas)
}

/// Those that are asked for.
fn clients_with(filter: &str) -> Vec<Row> {
    clients()
        .filter(|row| row.memory_model().is_some() && row.to_string().contains(filter))
        .collect()
}

/// Runs each client in a process of its own.
fn table(filter: &str) -> ExitCode {
    println!(
        "{:<16} {:>7} {:>9} {:>8} {:>9} {:>12} {:>10}  GenMC",
        "client", "workers", "complete", "blocked", "seconds", "executions/s", "peak",
    );
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = if all == 1 { vec![1] } else { vec![1, all] };
    let this = env::current_exe().expect("this program has a file");
    let mut failed = false;
    for row in clients_with(filter) {
        for workers in &workers {
            let status = Command::new(&this)
                .args([ONE, &row.to_string(), &workers.to_string()])
                .status()
                .expect("this program can be started");
            failed |= !status.success();
        }
    }
    ExitCode::from(u8::from(failed))
}

/// Runs one client in this process.
fn run(name: &str, workers: usize) -> ExitCode {
    let row = clients()
        .find(|row| row.to_string() == name)
        .expect("a client of this name");
    let report = row.explore(Explorer::new().workers(workers));
    let seconds = report.elapsed.as_secs_f64();
    let executions = report.complete + report.blocked;
    println!(
        "{:<16} {workers:>7} {:>9} {:>8} {seconds:>9.3} {:>12.0} {:>10}  {}",
        row.to_string(),
        report.complete,
        report.blocked,
        executions as f64 / seconds,
        peak_memory().unwrap_or_else(|| "–".into()),
        match row.lock.as_str() {
            "ttas" => "–".into(),
            // Executions of the lock in which a thread gives up are GenMC's blocked
            // ones.
            "tas" => (row.complete + row.blocked).to_string(),
            _ => row.complete.to_string(),
        },
    );
    if let Some(failure) = report.failure {
        println!("{failure}\n{}", failure.execution);
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// The most memory that this process has had, where the system tells.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(format!("{:.1} MiB", kib / 1024.0))
}
