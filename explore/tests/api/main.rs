//! What the crate promises beyond the memory model.

mod allocations;
mod atomics;
mod cells;
mod choices;
mod conditions;
mod estimates;
mod interrupts;
mod locks;
mod polls;
mod replays;
mod shards;
mod statics;
mod threads;
mod waits;
mod workers;

use latchwork_explore::{Failure, FailureKind, Report};

/// The failure of a model that must fail like this.
fn failure(report: Report, kind: FailureKind) -> Failure {
    let failure = report.failure.expect("the model fails");
    assert_eq!(failure.kind, kind, "{failure}\n{}", failure.execution);
    assert!(!report.ended, "a search that failed has not ended");
    failure
}

/// The executions of a model that must not fail.
fn executions(report: &Report) -> (u64, u64) {
    if let Some(failure) = &report.failure {
        panic!("{failure}\n{}", failure.execution);
    }
    assert!(report.ended);
    (report.complete, report.blocked)
}
