//! What an exploration found.

use crate::{Failure, MemoryModel, Shard};
use std::time::Duration;

/// What an exploration found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The memory model.
    pub memory_model: MemoryModel,
    /// Executions in which every thread finished.
    pub complete: u64,
    /// Executions in which a thread was left waiting for a value that it would
    /// have read later: another execution goes on from there.
    pub blocked: u64,
    /// The most events in one execution.
    pub depth: usize,
    /// How long it took.
    pub elapsed: Duration,
    /// Whether the search ended: every execution (of the shard) was explored.
    pub ended: bool,
    /// Whether a weak compare-exchange was kept from failing once more.
    pub spurious_limit_reached: bool,
    /// Which part was explored, if not all.
    pub shard: Option<Shard>,
    /// What failed.
    pub failure: Option<Failure>,
}

/// How far an exploration is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Executions so far, complete ones.
    pub complete: u64,
    /// Blocked ones so far.
    pub blocked: u64,
    /// How many there may be in all.
    pub estimate: Option<Estimate>,
}

/// Knuth's estimate of the number of executions.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// The mean of the probes.
    pub executions: f64,
    /// Its standard error.
    pub spread: f64,
    /// Probes.
    pub probes: usize,
}
