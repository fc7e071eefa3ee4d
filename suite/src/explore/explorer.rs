//! Exploration by Latchwork's own explorer.

mod meaning;
mod memory;

pub(crate) use meaning::meaning;

use crate::replay::Replay;
use crate::report::{Estimate, Mode};
use crate::{Failure, Found, Run};
use latchwork_explore::{Explorer, Report, Shard};
use std::sync::Arc;

/// Which executions the explorer visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limits {
    /// All.
    None,
    /// About so many.
    Executions(u64),
}

impl Limits {
    /// What the exploration sets out to be.
    pub fn mode(self) -> Mode {
        match self {
            Limits::None => Mode::Complete,
            Limits::Executions(_) => Mode::Bounded,
        }
    }

    /// The limits that a run asks for: the deep profile allows ten times the
    /// executions.
    fn of(self, run: &Run) -> Self {
        match self {
            Limits::Executions(executions) if run.deep => Limits::Executions(executions * 10),
            limits => limits,
        }
    }
}

/// Steps of one CPU in one execution, beyond which it is taken for a livelock. Fewer
/// than 400 suffice everywhere, environments of 64 CPUs included; with more, a loop
/// without a wait whose turns change something would go on for minutes.
const MAX_STEPS: usize = 1_000;

/// Explores `model`, or runs the one execution of it that `run` replays.
///
/// # Errors
///
/// If an execution of the model fails.
///
/// # Panics
///
/// If there is no execution.
pub fn explore(
    run: &Run,
    limits: Limits,
    model: impl Fn() + Send + Sync + 'static,
) -> Result<Found, Failure> {
    let Some(Replay::Graph(text)) = run.replay.as_deref() else {
        return explored(run, limits, model, true);
    };
    let replay = serde_json::from_str(text).expect("it was looked at when it was loaded");
    let search = Search::begin(run, Limits::None, false);
    let report = search.explorer.replay(&replay, model);
    search.end(&report, false)?;
    Ok(Found {
        mode: Mode::Bounded,
        detail: "one execution".to_owned(),
    })
}

/// Explores `model`, as one of several explorations of a check. Its failures
/// cannot be replayed, because a replay has one exploration.
///
/// # Errors
///
/// As [`explore`].
pub(crate) fn explore_part(
    run: &Run,
    limits: Limits,
    model: impl Fn() + Send + Sync + 'static,
) -> Result<Found, Failure> {
    explored(run, limits, model, false)
}

fn explored(
    run: &Run,
    limits: Limits,
    model: impl Fn() + Send + Sync + 'static,
    alone: bool,
) -> Result<Found, Failure> {
    let limits = limits.of(run);
    let search = Search::begin(run, limits, alone);
    let report = search.explorer.explore(model);
    search.end(&report, alone)?;
    let mut details = Vec::new();
    if report.spurious_limit_reached {
        run.leaves_out("more than one spurious failure a CPU".to_owned());
    }
    if report.wakeup_limit_reached {
        run.leaves_out("more than one spurious wakeup a CPU".to_owned());
    }
    if report.interrupt_limit_reached {
        run.leaves_out("interrupts beyond the client's limits".to_owned());
    }
    for lines in &report.polls {
        run.leaves_out(format!("turns of the loop at {lines}"));
    }
    if let Limits::Executions(executions) = limits
        && !report.ended
    {
        details.push(format!("stopped at {executions} executions"));
    }
    Ok(Found {
        mode: if report.ended {
            Mode::Complete
        } else {
            Mode::Bounded
        },
        detail: details.join(", "),
    })
}

/// One of the searches of a run.
struct Search<'a> {
    run: &'a Run,
    /// Executions before it, complete ones and blocked ones.
    before: (u64, u64),
    explorer: Explorer,
}

impl<'a> Search<'a> {
    /// It has one worker: what checks keep beside a model is that of one execution,
    /// and checks run beside each other, each in a process of its own.
    ///
    /// If it is `alone`, the only search of its check, it can be split, and an estimate
    /// of its executions is one of the check's.
    fn begin(run: &'a Run, limits: Limits, alone: bool) -> Self {
        let (before, counter) = ((run.executions(), run.blocked()), run.clone());
        let shard = run.shard.as_ref().filter(|_| alone).map(|shard| {
            let shard = shard.parse::<Shard>();
            shard.expect("it was looked at when it was given")
        });
        let shards = shard.map_or(1, Shard::of) as f64;
        let explorer = Explorer::new().workers(1).step_limit(MAX_STEPS);
        let mut explorer = explorer.on_progress(move |progress| {
            let (complete, blocked) = before;
            counter.set_executions(complete + progress.complete, blocked + progress.blocked);
            if let Some(whole) = progress.estimate.filter(|_| alone) {
                counter.expects(Estimate {
                    executions: whole.executions / shards,
                    spread: whole.spread / shards,
                });
            }
        });
        if let Limits::Executions(executions) = limits {
            explorer = explorer.execution_limit(executions);
        }
        if let Some(shard) = shard {
            explorer = explorer.shard(shard);
        }
        run.exploring();
        Self {
            run,
            before,
            explorer,
        }
    }

    /// It has found this. What failed can be replayed if it is the only one of
    /// its check.
    ///
    /// # Errors
    ///
    /// If an execution failed.
    ///
    /// # Panics
    ///
    /// If there was no execution, and it is no part of a search.
    fn end(self, report: &Report, replayable: bool) -> Result<(), Failure> {
        let (complete, blocked) = self.before;
        let failing = u64::from(report.failure.is_some());
        self.run.set_executions(
            complete + report.complete + failing,
            blocked + report.blocked,
        );
        if let Some(failure) = &report.failure {
            if replayable {
                let graph = serde_json::to_string(&failure.replay);
                let graph = graph.expect("a graph has only JSON's types");
                self.run
                    .replayed_by(Arc::new(move || Ok(Replay::Graph(graph.clone()))));
            }
            return Err(Failure::found(failure));
        }
        self.run.explored();
        assert!(
            report.complete + report.blocked > 0 || report.shard.is_some(),
            "the explorer has run no execution of the model"
        );
        Ok(())
    }
}
