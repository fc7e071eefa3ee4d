//! Cases that end the program: each runs in a process of its own, in which the test that
//! starts it runs that case alone.

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;

/// Which case the process is to run.
const CASE: &str = "LATCHWORK_CASE";

/// What a case prints if it has come to its [`end`], whether or not it unwound.
pub(crate) const ENDED: &str = "the case has ended";

/// The case that this process is to run, if it is one of its own.
pub(crate) fn case() -> Option<String> {
    env::var(CASE).ok()
}

/// Runs what may panic, and says that it has ended, if the program has not.
pub(crate) fn end(case: impl FnOnce()) {
    let result = catch_unwind(AssertUnwindSafe(case));
    println!("{ENDED}: {result:?}");
}

/// What came of a case.
pub(crate) struct Outcome {
    pub(crate) success: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the `case` of the test `test` of this program in a process of its own.
pub(crate) fn run(test: &str, case: &str) -> Outcome {
    let program = env::current_exe().expect("the test knows its program");
    let output = Command::new(&program)
        .args(["--exact", test, "--nocapture"])
        .env(CASE, case)
        .output()
        .expect("the test runs itself");
    Outcome {
        success: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The `case` of the test `test` ends the program, which says `why`.
pub(crate) fn is_ended(test: &str, case: &str, why: &str) {
    let outcome = run(test, case);
    assert!(!outcome.success, "{case}: {}", outcome.stderr);
    assert!(
        !outcome.stdout.contains(ENDED),
        "{case}: {}",
        outcome.stdout
    );
    assert!(outcome.stderr.contains(why), "{case}: {}", outcome.stderr);
}
