//! Memory does not grow with the number of executions. A program of its own, so that the
//! peak is that of these models.
#![cfg(target_os = "linux")]

use latchwork_explore::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use latchwork_explore::{Explorer, thread};
use std::sync::Arc;

/// What a search may take, in KiB, beside the program itself: `README.md` and
/// `docs/explorer-and-loom.md` say so of their tables.
const LIMIT: usize = 5 * 1024;

/// The most memory that this process has had, in KiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find(|it| it.starts_with("VmHWM:"));
    let words = line.expect("Linux has it").split_whitespace();
    let number = words.rev().nth(1).expect("a number and its unit");
    number.parse().expect("a number")
}

/// Explores `threads` that each take two turns at one atomic.
fn explore(threads: usize) -> u64 {
    let report = Explorer::new().workers(1).explore(move || {
        let shared = Arc::new(AtomicUsize::new(0));
        for _ in 0..threads {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                shared.fetch_add(1, Relaxed);
                shared.fetch_add(1, Relaxed);
            });
        }
    });
    assert!(report.ended && report.failure.is_none());
    report.complete
}

#[test]
fn twenty_eight_times_the_executions_take_no_more_memory() {
    let before = peak();
    assert_eq!(explore(3), 90);
    let few = peak();
    assert_eq!(explore(4), 2_520);
    let many = peak();
    assert!(many - before <= LIMIT, "{before}, {few}, {many} KiB");
    // A stack more for the fourth thread, and what events it has.
    assert!(many - few <= LIMIT / 4, "{before}, {few}, {many} KiB");
}
