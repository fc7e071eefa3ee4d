//! A failure, run once more.

use super::execute::execute;
use super::output::say;
use crate::checker;
use crate::render::violation;
use crate::replay;
use crate::report::Verdict;
use crate::{Check, Property, Run};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest that one execution can take. loom may not get on at all along a
/// path of another program.
const REPLAY_LIMIT: Duration = Duration::from_secs(60);

/// Runs the execution of a check that `file` leads to.
pub(super) fn replay(check: Check, file: &Path) -> ExitCode {
    let astray = |why: &str| {
        eprintln!(
            "{}: the program is not the one that this was saved from\n{why}",
            file.display()
        );
        ExitCode::from(2)
    };
    let (saved, replay) = match replay::load(&check.description.id, file) {
        Ok(loaded) => loaded,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let replay = Arc::new(replay);
    let run = Run {
        replay: Some(Arc::clone(&replay)),
        ..Run::default()
    };
    let started = Instant::now();
    let row = execute(check, run.clone(), || {
        if started.elapsed() > REPLAY_LIMIT {
            astray("it does not come to an end");
            std::process::exit(2);
        }
    });
    let id = &row.check.id;
    let first_line = row.violation.lines().next().unwrap_or_default();
    let followed = run.replayed().and_then(Result::ok);
    let panic = Property::Panic.to_string();
    // The hardware scheduler and the explorer say where a program cannot be
    // followed. loom takes a path on trust, and panics.
    if row.violated == Property::Determinism.to_string() {
        if followed.as_ref() != Some(&*replay) {
            return astray(first_line);
        }
        say(format_args!("{id}: does not fail any more ({first_line})"));
        return ExitCode::SUCCESS;
    }
    if checker::NAME == "loom" && row.violated == panic && saved.violated != panic {
        return astray(first_line);
    }
    if row.result == Verdict::Pass {
        say(format_args!(
            "{id}: this execution does not fail any more; running the check explores others"
        ));
        return ExitCode::SUCCESS;
    }
    if let Some(left_over) = followed.and_then(|followed| replay.left_over(&followed)) {
        return astray(&format!("{left_over}\n{}", violation(&row)));
    }
    say(format_args!("{id}: {}", violation(&row)));
    if row.violated != saved.violated {
        say(format_args!(
            "it was saved because {} was violated",
            saved.violated
        ));
    }
    ExitCode::FAILURE
}
