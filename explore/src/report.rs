//! What an exploration found.

use crate::failure::Failure;
use crate::memory_model::MemoryModel;
use crate::shard::Shard;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};
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
    /// Whether the search ended: every execution (of the shard) was explored, as far as
    /// what was left out of [polls](Self::polls) is nothing new.
    pub ended: bool,
    /// Whether a weak compare-exchange was kept from failing once more.
    pub spurious_limit_reached: bool,
    /// Whether a wait for a condition variable was kept from ending once more for no
    /// reason.
    pub wakeup_limit_reached: bool,
    /// Whether an [interrupt](crate::interrupt) was kept from coming once more, or deeper.
    pub interrupt_limit_reached: bool,
    /// The lines of each loop of which turns were left out, because they seemed to
    /// change nothing. That these are all executions rests on it: the thread must not
    /// tell turns apart that read the same ([`Explorer::every_turn`] leaves out none).
    ///
    /// [`Explorer::every_turn`]: crate::Explorer::every_turn
    pub polls: Vec<String>,
    /// Which part was explored, if not all.
    pub shard: Option<Shard>,
    /// What failed.
    pub failure: Option<Failure>,
}

/// What an exploration found, for files: what [`merge`](crate::merge) joins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// What was explored, in words of the caller's own: shards of different models
    /// do not belong together.
    pub model: String,
    /// The memory model.
    pub memory_model: MemoryModel,
    /// Complete executions.
    pub complete: u64,
    /// Blocked ones.
    pub blocked: u64,
    /// The most events in one execution.
    pub depth: usize,
    /// Seconds, of all shards together.
    pub seconds: f64,
    /// Whether every execution was explored.
    pub ended: bool,
    /// Whether a weak compare-exchange was kept from failing once more.
    pub spurious_limit_reached: bool,
    /// Whether a wait for a condition variable was kept from ending once more for no
    /// reason.
    pub wakeup_limit_reached: bool,
    /// Whether an [interrupt](crate::interrupt) was kept from coming once more, or deeper.
    #[serde(default)]
    pub interrupt_limit_reached: bool,
    /// The lines of each loop of which turns were left out.
    #[serde(default)]
    pub polls: Vec<String>,
    /// Which part it is, if not all.
    pub shard: Option<Shard>,
    /// What failed.
    pub failure: Option<String>,
}

impl Report {
    /// This report, for files; `model` says what was explored.
    pub fn summary(&self, model: impl Into<String>) -> Summary {
        Summary {
            model: model.into(),
            memory_model: self.memory_model,
            complete: self.complete,
            blocked: self.blocked,
            depth: self.depth,
            seconds: self.elapsed.as_secs_f64(),
            ended: self.ended,
            spurious_limit_reached: self.spurious_limit_reached,
            wakeup_limit_reached: self.wakeup_limit_reached,
            interrupt_limit_reached: self.interrupt_limit_reached,
            polls: self.polls.clone(),
            shard: self.shard,
            failure: self.failure.as_ref().map(ToString::to_string),
        }
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} complete and {} blocked executions of up to {} events in {:.3} s",
            self.complete,
            self.blocked,
            self.depth,
            self.elapsed.as_secs_f64()
        )?;
        if let Some(shard) = self.shard {
            write!(f, ", shard {shard}")?;
        }
        match &self.failure {
            Some(failure) => write!(f, "; {failure}"),
            None if self.ended && self.polls.is_empty() => write!(f, "; all of them"),
            None if self.ended => write!(f, "; all of them, if turns of a loop are alike"),
            None => write!(f, "; stopped at the limit: there are more"),
        }?;
        for lines in &self.polls {
            write!(f, "; turns left out of the loop at {lines}")?;
        }
        Ok(())
    }
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
