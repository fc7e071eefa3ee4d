//! Exploration by loom.

mod panics;

pub(crate) use panics::meaning;

use crate::replay::Replay;
use crate::report::Mode;
use crate::supervise::supervise;
use crate::{Failure, Found, Run};
use loom::model::Builder;
use std::fs;
use std::io;
use std::sync::Arc;

/// Which executions loom visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limits {
    /// Its whole search, without a bound.
    None,
    /// Those with at most this many preemptions, the first so many of them. A
    /// pruned wait may hide an execution within the bound behind one that needs
    /// more preemptions to do the same without a failed poll (docs/pruning.md).
    Bounded {
        /// Preemptions in one execution.
        preemptions: usize,
        /// Executions in all.
        executions: u64,
    },
}

impl Limits {
    /// What the exploration sets out to be.
    pub fn mode(self) -> Mode {
        match self {
            Limits::None => Mode::Complete,
            Limits::Bounded { .. } => Mode::Bounded,
        }
    }

    /// The limits that a run asks for: the deep profile allows one preemption
    /// more, and ten times the executions.
    fn of(self, run: &Run) -> Self {
        match self {
            Limits::Bounded {
                preemptions,
                executions,
            } if run.deep => Limits::Bounded {
                preemptions: preemptions + 1,
                executions: executions * 10,
            },
            limits => limits,
        }
    }
}

/// Branch points in one execution, beyond which loom takes it for a livelock.
const MAX_BRANCHES: usize = 5_000;

/// Explores `model`, or runs the one execution of it that `run` replays.
///
/// # Errors
///
/// None: loom says what it finds by a panic, inside of the execution.
///
/// # Panics
///
/// If the model does, or if loom finds a race, a deadlock, or an execution that
/// does not end; or if it never ran the model.
pub fn explore(
    run: &Run,
    limits: Limits,
    model: impl Fn() + Send + Sync + 'static,
) -> Result<Found, Failure> {
    let model = Arc::new(model);
    if let Some(Replay::Path(path)) = run.replay.as_deref() {
        return Ok(follow(run, path, model));
    }
    let (failed, again) = (run.clone(), Arc::clone(&model));
    run.replayed_by(Arc::new(move || {
        let limits = limits.of(&failed);
        path_to(failed.executions(), limits, Arc::clone(&again)).map(Replay::Path)
    }));
    explore_part(run, limits, move || model())
}

/// Explores `model`, as one of several explorations of a check. Its failures
/// cannot be replayed, because a replay has one exploration.
///
/// # Errors
///
/// As [`explore`].
///
/// # Panics
///
/// As [`explore`].
pub(crate) fn explore_part(
    run: &Run,
    limits: Limits,
    model: impl Fn() + Send + Sync + 'static,
) -> Result<Found, Failure> {
    let limits = limits.of(run);
    let mut builder = builder(limits);
    if let Limits::Bounded { executions, .. } = limits {
        // loom stops in front of the execution with this number, at the next
        // checkpoint.
        builder.max_permutations = usize::try_from(executions + 1).ok();
        builder.checkpoint_interval = 1;
    }
    let before = run.executions();
    check(&builder, run, model);
    let explored = run.executions() - before;
    Ok(match limits {
        Limits::None => Found {
            mode: Mode::Complete,
            detail: String::new(),
        },
        Limits::Bounded {
            preemptions,
            executions,
        } => Found {
            mode: Mode::Bounded,
            detail: if explored >= executions {
                format!("≤ {preemptions} preemptions, stopped at {executions} executions")
            } else {
                format!("≤ {preemptions} preemptions, waits pruned")
            },
        },
    })
}

/// A search within `limits`, whatever LOOM_* variables say: a check is what its
/// description says.
fn builder(limits: Limits) -> Builder {
    let mut builder = Builder::new();
    builder.max_branches = MAX_BRANCHES;
    builder.max_duration = None;
    builder.max_permutations = None;
    builder.preemption_bound = match limits {
        Limits::None => None,
        Limits::Bounded { preemptions, .. } => Some(preemptions),
    };
    builder.checkpoint_file = None;
    // It names the places of a race.
    builder.location = true;
    builder.log = false;
    builder
}

fn check(builder: &Builder, run: &Run, model: impl Fn() + Send + Sync + 'static) {
    let before = run.executions();
    let counter = run.clone();
    builder.check(move || {
        counter.count_execution();
        model();
    });
    run.explored();
    let explored = run.executions() - before;
    assert!(explored > 0, "loom has run no execution of the model");
}

/// loom's path in front of the execution with this number, the first being 1.
///
/// loom writes its path in front of an execution, if told so before it begins
/// the search. So the search is begun once more, and ended there.
fn path_to(
    execution: u64,
    limits: Limits,
    model: Arc<impl Fn() + Send + Sync + 'static>,
) -> io::Result<String> {
    let execution = usize::try_from(execution).map_err(io::Error::other)?;
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("path.json");
    let mut builder = builder(limits);
    builder.checkpoint_file = Some(file.clone());
    builder.checkpoint_interval = execution;
    builder.max_permutations = Some(execution);
    let searched = supervise(
        move || builder.check(move || model()),
        |message, _at| message.to_owned(),
        || (),
    );
    searched.map_err(|message| {
        io::Error::other(format!(
            "the search took another course the second time: {message}"
        ))
    })?;
    fs::read_to_string(file)
}

/// Runs the one execution of `model` that `path` leads to.
fn follow(run: &Run, path: &str, model: Arc<impl Fn() + Send + Sync + 'static>) -> Found {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let file = directory.path().join("path.json");
    fs::write(&file, path).expect("a temporary file can be written");
    let mut builder = builder(Limits::None);
    builder.checkpoint_file = Some(file);
    // In front of the second execution, loom stops.
    builder.checkpoint_interval = 1;
    builder.max_permutations = Some(2);
    check(&builder, run, move || model());
    Found {
        mode: Mode::Bounded,
        detail: "one execution".to_owned(),
    }
}
