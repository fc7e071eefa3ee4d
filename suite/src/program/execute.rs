//! One check, run.

use crate::counterexample::Counterexample;
#[cfg(any(loom, shuttle, explore))]
use crate::explore::meaning;
#[cfg(not(any(loom, shuttle, explore)))]
use crate::native::meaning;
use crate::replay;
use crate::report::{Row, Verdict};
use crate::supervise::supervise;
use crate::{Check, Failure, Run};
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// What a check has ended with.
struct Violation {
    failure: Failure,
    /// The execution that shows it, if there is one.
    counterexample: Option<Counterexample>,
    /// Whether it was found in an execution, which can be replayed.
    in_execution: bool,
}

impl Violation {
    /// `failure` of `run`. To be called on the thread that has failed.
    fn of(mut failure: Failure, run: &Run) -> Box<Self> {
        // Relaxed: stored by this thread.
        let in_execution = run.in_execution.load(Relaxed);
        let counterexample = match failure.counterexample.take() {
            None if in_execution => run.testimony(&failure),
            known => known.map(|known| *known),
        };
        Box::new(Self {
            failure,
            counterexample,
            in_execution,
        })
    }
}

/// Runs a check, and `meanwhile` every half second.
pub(super) fn execute(check: Check, run: Run, meanwhile: impl FnMut()) -> Row {
    let started = Instant::now();
    let mut row = nothing_yet(&check, &run);
    if let Some(what) = check.lacks {
        row.result = Verdict::Unchecked;
        row.detail = format!("state {what}");
        return row;
    }
    let (inner, failed) = (run.clone(), run.clone());
    let ended = supervise(
        move || (check.run)(&inner).map_err(|failure| Violation::of(failure, &inner)),
        move |message, at| Violation::of(Failure::behind(message, at, meaning), &failed),
        meanwhile,
    );
    row.executions = run.executions();
    row.blocked = cfg!(explore).then(|| run.blocked());
    row.seconds = started.elapsed().as_secs_f64();
    match ended.flatten() {
        Ok(found) => {
            row.check.mode = found.mode;
            row.detail = found.detail;
            row.missing = run.missing();
        }
        Err(violation) => {
            let Violation {
                failure,
                counterexample,
                in_execution,
            } = *violation;
            row.result = Verdict::Fail;
            row.violated = failure.property.to_string();
            row.violation = format!("{}: {}", failure.kind, failure.reason);
            row.counterexample = counterexample;
            let place = if in_execution { "in execution" } else { "over" };
            row.detail = format!("{} violated {place} {}", row.violated, row.executions);
            // Last: for this loom explores once more.
            if let (Some(directory), true) = (&run.failures, in_execution)
                && let Some(replay) = run.replayed()
            {
                let saved = replay.and_then(|replay| replay::save(&row, &replay, directory));
                match saved {
                    Ok(file) => row.replay = Some(file.display().to_string()),
                    Err(error) => eprintln!("what replays the failure is not saved: {error}"),
                }
            }
        }
    }
    row
}

/// The row of `check` before anything is known.
fn nothing_yet(check: &Check, run: &Run) -> Row {
    Row {
        check: check.description.clone(),
        executions: 0,
        blocked: None,
        seconds: 0.0,
        result: Verdict::Pass,
        detail: String::new(),
        violated: String::new(),
        violation: String::new(),
        counterexample: None,
        replay: None,
        shard: run.shard.clone(),
        missing: Vec::new(),
    }
}
