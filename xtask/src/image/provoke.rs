//! Boots that must fail: a boot check that cannot fail is worth nothing.

use std::time::Duration;

use latchwork_kernel_lib::protocol::{Outcome, Provocation, UP, Word};
use latchwork_suite::report::Verdict;

use crate::cli::Profile;
use crate::ground::child::Exit;
use crate::image::boot::{Boot, Plan};

/// How a provoked failure ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The kernel notices, says these words, and ends the machine with a failure.
    Reported(&'static str),
    /// The processor gives up and resets.
    Reset,
    /// Never.
    Hang,
}

/// How `provocation` must end.
fn end(provocation: Provocation) -> End {
    match provocation {
        Provocation::Panic => End::Reported("panic"),
        Provocation::PageFault => End::Reported("page fault"),
        Provocation::Divide => End::Reported("divide"),
        Provocation::DoubleFault => End::Reported("double fault"),
        Provocation::TripleFault => End::Reset,
        Provocation::Hang => End::Hang,
    }
}

/// The boot that must fail.
pub(crate) fn plan(provocation: Provocation) -> Plan {
    let seconds = match end(provocation) {
        End::Hang => 10,
        End::Reported(_) | End::Reset => 60,
    };
    Plan {
        limit: Some(Duration::from_secs(seconds)),
        kernel_args: vec![Word::Provoke(provocation).to_string()],
        ..Plan::new(2, Profile::Release)
    }
}

/// How `boot` failed, if it did so in the way that was provoked; otherwise what
/// happened instead.
pub(crate) fn judge(provocation: Provocation, boot: &Boot) -> Result<String, String> {
    let end = end(provocation);
    let reached = boot.serial.text().contains(UP);
    let came = came(end, &boot.ending, boot.serial.text());
    if boot.report.result == Verdict::Fail && reached && came {
        return Ok(boot.report.complaints.join("; "));
    }
    let early = if reached {
        ""
    } else {
        " before the machine was up"
    };
    Err(format!(
        "`{}` must end as {end:?}, but QEMU ended with {}{early}\n{}",
        Word::Provoke(provocation),
        boot.ending,
        boot.explain(),
    ))
}

fn came(end: End, ending: &Exit, text: &str) -> bool {
    match (end, ending) {
        (End::Reported(words), &Exit::Status(status)) => {
            status == Outcome::Crashed.status() && text.to_lowercase().contains(words)
        }
        (End::Reset, ending) => *ending == Exit::Status(0),
        (End::Hang, ending) => matches!(ending, Exit::TimeLimit(_)),
        (End::Reported(_), _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CRASHED: Exit = Exit::Status(Outcome::Crashed.status());
    const PASSED: Exit = Exit::Status(Outcome::Passed.status());
    const TESTS_FAILED: Exit = Exit::Status(Outcome::TestsFailed.status());

    #[test]
    fn a_failure_must_be_the_provoked_one() {
        let reported = End::Reported("page fault");
        let limit = Exit::TimeLimit(Duration::from_secs(1));
        assert!(came(reported, &CRASHED, "Page fault at 0x10"));
        assert!(!came(reported, &CRASHED, "panicked"));
        assert!(!came(reported, &TESTS_FAILED, "page fault"));
        assert!(!came(reported, &PASSED, "page fault"));
        assert!(!came(reported, &Exit::Status(0), "page fault"));
        assert!(!came(reported, &limit, "page fault"));
        assert!(came(End::Reset, &Exit::Status(0), ""));
        assert!(!came(End::Reset, &PASSED, ""));
        assert!(came(End::Hang, &limit, ""));
        assert!(!came(End::Hang, &CRASHED, ""));
    }
}
