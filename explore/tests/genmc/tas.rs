//! The test-and-set lock, in each of the ways in which it can be written.

use crate::clients::{Lock, count, tas, ttas};
use crate::rows::{Row, rows};
use latchwork_explore::{Action, Execution, Explorer, Report};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

/// Whether a try failed: a swap that read true, or an exchange (which is not the
/// wait: that has not ended before it reads false).
fn a_try_failed(execution: &Execution) -> bool {
    execution.events.iter().any(|event| match event.action {
        Action::Update { read, .. } => read != 0,
        Action::Read { value, blocked, .. } => value != 0 && !blocked,
        _ => false,
    })
}

/// A lock that gives up at the first failed swap has GenMC's executions, the
/// blocked ones, too.
#[test]
fn giving_up_as_genmc_blocks() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for row in rows().into_iter().filter(|row| row.lock == "tas") {
        let (won, gave_up) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let counters = [Arc::clone(&won), Arc::clone(&gave_up)];
        let report = row.explore(Explorer::new().on_execution(move |execution, complete| {
            if complete {
                // Relaxed: read when the exploration has ended.
                counters[usize::from(a_try_failed(execution))].fetch_add(1, Relaxed);
            }
        }));
        assert!(
            report.ended && report.failure.is_none(),
            "{row}: {report:?}"
        );
        let found = (won.load(Relaxed), gave_up.load(Relaxed));
        assert_eq!(found.0 + found.1, report.complete, "{row}");
        println!("{row}: {found:?}");
        if found != (row.complete, row.blocked) {
            wrong.push(format!(
                "{row}: {found:?} executions without and with a failed swap, of {:?}",
                (row.complete, row.blocked),
            ));
        }
        compared += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(compared, 7, "rows");
}

/// The loop as it stands: a failed swap leaves the value as it was, so a thread stays
/// behind its first one, as GenMC's do.
fn spinning(rows: impl Iterator<Item = Row>, expected: usize) {
    let (mut compared, mut wrong) = (0, Vec::new());
    for row in rows {
        let model = row.memory_model().expect("one that the explorer has");
        let report = Explorer::new()
            .memory_model(model)
            .explore(|| count(tas::Spinning::new(), row.threads, row.acquisitions));
        println!("{row}: {report}");
        let too_many = report.blocked > row.blocked;
        if !report.ended || report.complete != row.complete || too_many {
            wrong.push(format!(
                "{row}: {report}; of {}, at most {} blocked",
                row.complete, row.blocked
            ));
        }
        assert!(report.polls[0].contains("clients/tas.rs"), "{report}");
        compared += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(compared, expected, "rows");
}

#[test]
fn spinning_as_genmc_blocks() {
    spinning(rows().into_iter().filter(|row| row.lock == "tas"), 7);
}

/// An exploration of a lock, and the distinct orders in which its flag was
/// written, of the executions in which no try failed.
fn explore<L: Lock>(
    lock: impl Fn() -> L + Send + Sync,
    threads: usize,
    acquisitions: usize,
) -> (Report, u64, u64) {
    let orders = Arc::new(Mutex::new(BTreeSet::new()));
    let unfailed = Arc::new(AtomicU64::new(0));
    let (all, count_unfailed) = (Arc::clone(&orders), Arc::clone(&unfailed));
    let report = Explorer::new()
        .on_execution(move |execution, complete| {
            if complete && !a_try_failed(execution) {
                count_unfailed.fetch_add(1, Relaxed);
                all.lock().unwrap().insert(order_of_writes(execution));
            }
        })
        .explore(|| count(lock(), threads, acquisitions));
    assert!(report.ended && report.failure.is_none(), "{report:?}");
    let orders = orders.lock().unwrap().len() as u64;
    let unfailed = unfailed.load(Relaxed);
    (report, unfailed, orders)
}

/// The threads that wrote the flag, in modification order.
fn order_of_writes(execution: &Execution) -> Vec<usize> {
    let mut writes: Vec<_> = execution
        .events
        .iter()
        .filter_map(|event| match event.action {
            Action::Write { position, .. } | Action::Update { position, .. } => {
                Some((position, event.thread))
            }
            _ => None,
        })
        .collect();
    writes.sort_unstable();
    writes.into_iter().map(|(_, thread)| thread).collect()
}

/// A lock that waits before it tries ends. It has more executions than GenMC
/// counts for the TAS lock: which release a wait has seen tells executions apart,
/// and a try that fails is one more. Up to that they are the same: without failed
/// tries, the orders in which the flag was written are as many.
fn waiting_before_trying(clients: &[[usize; 2]]) {
    for row in rows() {
        if row.lock != "tas" || !clients.contains(&[row.threads, row.acquisitions]) {
            continue;
        }
        let (swapping, unfailed_swaps, swap_orders) =
            explore(ttas::Swapping::new, row.threads, row.acquisitions);
        let (comparing, unfailed_exchanges, exchange_orders) =
            explore(ttas::Comparing::new, row.threads, row.acquisitions);
        println!(
            "{row}: swapping {} complete, {unfailed_swaps} without a failed try; \
             comparing {} complete, {unfailed_exchanges} without",
            swapping.complete, comparing.complete,
        );
        assert_eq!(
            (swap_orders, exchange_orders),
            (row.complete, row.complete),
            "{row}"
        );
        assert_eq!(unfailed_swaps, unfailed_exchanges, "{row}");
        assert!(swapping.complete >= comparing.complete, "{row}");
    }
}

#[test]
fn waiting_before_trying_small() {
    waiting_before_trying(&[[2, 1], [2, 2], [3, 1]]);
}

#[test]
#[ignore = "needs an optimized build: --profile model -- --include-ignored"]
fn waiting_before_trying_large() {
    waiting_before_trying(&[[4, 1], [3, 2]]);
}

/// GenMC blocks a thread at a failed exchange, too, since the loop around it has
/// done nothing, and counts these complete executions of the lock that compares.
#[test]
fn genmc_on_the_lock_that_compares() {
    for (threads, acquisitions, complete) in [(2, 2, 34), (3, 1, 36)] {
        let (_, unfailed, _) = explore(ttas::Comparing::new, threads, acquisitions);
        assert_eq!(unfailed, complete, "{threads}×{acquisitions}");
    }
}
