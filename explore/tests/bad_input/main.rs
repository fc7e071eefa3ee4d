//! What the explorer says to a model that it cannot explore, and to one that asks
//! for something that does not exist: each must be a clear error.

mod conditions;
mod destructors;
mod determinism;
mod limits;
mod operating_system;
mod outside;
mod settings;
mod sharing;
mod waiting;

use latchwork_explore::{Failure, FailureKind, Report};

/// The failure that a report must have, of this kind, with all of these words.
#[track_caller]
fn failure(report: Report, kind: FailureKind, words: &[&str]) -> Failure {
    let failure = report
        .failure
        .unwrap_or_else(|| panic!("it fails: {} executions", report.complete));
    println!("{failure}");
    assert_eq!(failure.kind, kind, "{failure}\n{}", failure.execution);
    for word in words {
        assert!(
            failure.to_string().contains(word),
            "{word:?} is missing: {failure}"
        );
    }
    assert!(
        !report.ended,
        "a search that failed has not seen everything"
    );
    failure
}

/// What the panic that `work` ends with says.
#[track_caller]
fn panic_of<T>(work: impl FnOnce() -> T) -> String {
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .err()
        .expect("it panics");
    let message = match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => (*panic.downcast_ref::<&str>().expect("a message")).to_owned(),
    };
    println!("{message}");
    message
}

/// `file:line` of the line of `file` that ends with the comment `mark`.
#[track_caller]
fn place(file: &str, source: &str, mark: &str) -> String {
    let mark = format!("// {mark}");
    let mut lines = source.lines().zip(1..);
    let (_, line) = lines
        .find(|(line, _)| line.ends_with(&mark))
        .unwrap_or_else(|| panic!("{file} has a line that ends with {mark:?}"));
    format!("bad_input/{file}:{line}:")
}
