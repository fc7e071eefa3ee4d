//! Exploration by loom.

use crate::report::Mode;
use crate::{Found, Run};

/// Which executions loom visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limits {
    /// All that it distinguishes.
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

/// Explores `model`.
///
/// # Panics
///
/// If the model does, or if loom finds a race, a deadlock, or an execution that
/// does not end; or if it never ran the model.
pub fn explore(run: &Run, limits: Limits, model: impl Fn() + Send + Sync + 'static) -> Found {
    let limits = limits.of(run);
    let mut builder = loom::model::Builder::new();
    // Whatever LOOM_* variables say: a check is what its description says.
    builder.max_branches = MAX_BRANCHES;
    builder.max_duration = None;
    builder.max_permutations = None;
    builder.preemption_bound = None;
    builder.checkpoint_file = None;
    // It names the places of a race.
    builder.location = true;
    builder.log = false;
    if let Limits::Bounded {
        preemptions,
        executions,
    } = limits
    {
        builder.preemption_bound = Some(preemptions);
        // loom stops in front of the execution with this number, at the next
        // checkpoint.
        builder.max_permutations = usize::try_from(executions + 1).ok();
        builder.checkpoint_interval = 1;
    }
    let before = run.executions();
    let counter = run.clone();
    builder.check(move || {
        counter.count_execution();
        model();
    });
    run.explored();
    let explored = run.executions() - before;
    assert!(explored > 0, "loom has run no execution of the model");
    match limits {
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
    }
}
