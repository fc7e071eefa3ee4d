//! The ticket and MCS lock: as many complete executions as GenMC has.

use crate::rows::{Row, rows};
use latchwork_explore::{Action, Execution, Explorer};
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex};

/// Rows with more executions are ignored by default.
const QUICK: u64 = 1_080;

/// The rows that the explorer must equal.
fn equal_rows() -> impl Iterator<Item = Row> {
    rows()
        .into_iter()
        .filter(|row| row.lock != "tas" && row.memory_model().is_some())
}

/// Explores each row, and compares. At least `expected` rows must be there.
fn compare(rows: impl Iterator<Item = Row>, expected: usize) {
    let (mut compared, mut wrong) = (0, Vec::new());
    for row in rows {
        let report = row.explore(Explorer::new());
        println!(
            "{row}: {} complete, {} blocked, {:.2?}",
            report.complete, report.blocked, report.elapsed,
        );
        if let Some(failure) = &report.failure {
            wrong.push(format!("{row}: {failure}\n{}", failure.execution));
        } else if !report.ended || report.complete != row.complete {
            wrong.push(format!(
                "{row}: {} complete executions of {} (ended: {})",
                report.complete, row.complete, report.ended,
            ));
        }
        compared += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(compared, expected, "rows");
}

#[test]
fn small_clients() {
    compare(equal_rows().filter(|row| row.complete <= QUICK), 15);
}

#[test]
#[ignore = "needs an optimized build: --profile model -- --include-ignored"]
fn large_clients() {
    compare(equal_rows().filter(|row| row.complete > QUICK), 4);
}

/// What identifies an execution: what each thread did, and where its reads read
/// from and its writes are in modification order. (Not in which order it was
/// run, so writes are named by thread and index.)
fn identity(state: &RandomState, execution: &Execution) -> u64 {
    let name = |from: Option<usize>| {
        from.map(|from| (execution.events[from].thread, execution.events[from].index))
    };
    let mut events: Vec<_> = execution
        .events
        .iter()
        .map(|event| {
            let (from, position) = match event.action {
                Action::Read { from, .. } => (name(from), None),
                Action::Write { position, .. } => (None, Some(position)),
                Action::Update { from, position, .. } => (name(from), Some(position)),
                _ => (None, None),
            };
            (event.thread, event.index, from, position)
        })
        .collect();
    events.sort_unstable();
    state.hash_one(events)
}

/// As many executions as GenMC has, and none of them twice.
#[test]
fn no_execution_twice() {
    for row in equal_rows().filter(|row| row.complete <= QUICK) {
        let seen = Arc::new(Mutex::new(HashSet::new()));
        let (all, state) = (Arc::clone(&seen), RandomState::new());
        let report = row.explore(Explorer::new().workers(1).on_execution(
            move |execution, complete| {
                if complete {
                    let new = all.lock().unwrap().insert(identity(&state, execution));
                    assert!(new, "twice:\n{execution}");
                }
            },
        ));
        assert_eq!(report.complete, row.complete, "{row}");
        assert_eq!(seen.lock().unwrap().len() as u64, row.complete, "{row}");
    }
}

/// However many workers share a search, it explores equally many executions.
#[test]
fn any_number_of_workers() {
    for row in equal_rows().filter(|row| row.complete == 66 || row.complete == 90) {
        for workers in 1..=4 {
            let report = row.explore(Explorer::new().workers(workers));
            assert_eq!(report.complete, row.complete, "{row}, {workers} workers");
        }
    }
}
