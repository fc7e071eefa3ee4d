//! What came of a check, and whether that is what should come of it.

use latchwork_suite::report::{Description, Mode, Row, Verdict};
use serde::{Deserialize, Serialize};

use crate::child::{Ending, Finished, last_lines};
use crate::programs::Transcript;
use crate::shards::Shard;

/// An entry of `check.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// What the checker found.
    #[serde(flatten)]
    pub(crate) row: Row,
    /// Whether the check did its work and found what is expected. A control that
    /// crashes its checker fails, but not as expected.
    pub(crate) as_expected: bool,
}

impl Outcome {
    /// The outcome of a check whose checker did its work.
    pub(crate) fn found(row: Row) -> Self {
        Self {
            as_expected: row.as_expected(),
            row,
        }
    }

    /// The outcome of a check whose checker did not do its work.
    pub(crate) fn broken(check: &Description, seconds: f64, detail: &str, why: String) -> Self {
        let row = Row {
            check: check.clone(),
            executions: 0,
            blocked: None,
            seconds,
            result: Verdict::Fail,
            detail: detail.to_owned(),
            violated: String::new(),
            violation: why,
            counterexample: None,
            replay: None,
            shard: None,
            missing: Vec::new(),
        };
        Self {
            row,
            as_expected: false,
        }
    }

    /// Whether this is a part of a check's executions that does not show all that it must:
    /// another part may.
    pub(crate) fn is_open(&self) -> bool {
        self.as_expected && !self.row.missing.is_empty()
    }

    /// The result in a word or three.
    pub(crate) fn word(&self) -> &'static str {
        match (self.row.result, self.row.check.expected, self.as_expected) {
            _ if self.is_open() => "open",
            (Verdict::Fail, Verdict::Fail, true) => "fail (expected)",
            (Verdict::Pass, Verdict::Fail, _) => "PASS (expected to fail)",
            (Verdict::Pass, Verdict::Pass, true) => "pass",
            _ => "FAIL",
        }
    }
}

/// What came of `check`, or of this part of its executions, from its process and what
/// this said.
pub(crate) fn judge(
    check: &Description,
    shard: Option<Shard>,
    finished: &Finished,
    transcript: Transcript,
    seconds: f64,
) -> Outcome {
    let Transcript {
        executions,
        blocked,
        done,
        ..
    } = transcript;
    let broken = |detail: &str, why: String| {
        let mut outcome = Outcome::broken(check, seconds, detail, why);
        outcome.row.executions = executions;
        outcome.row.blocked = (blocked > 0).then_some(blocked);
        outcome.row.shard = shard.map(|it| it.to_string());
        outcome
    };
    match (&finished.ending, done) {
        (Ending::TimeLimit(_), _) => broken("time limit", format!("stopped: {}", finished.ending)),
        (Ending::Exit(0), None) => broken(
            "no result",
            said("the checker ended without a result", finished),
        ),
        (Ending::Exit(0), Some(row)) if row.check.id != check.id => broken(
            "no result",
            format!("the checker reported `{}` instead", row.check.id),
        ),
        (Ending::Exit(0), Some(row)) if row.shard != shard.map(|it| it.to_string()) => broken(
            "no result",
            format!(
                "the checker explored {} instead",
                row.shard.as_deref().unwrap_or("all")
            ),
        ),
        (Ending::Exit(0), Some(row)) => weigh(check, row),
        (ending, _) => broken(
            "crashed",
            said(&format!("the checker ended with {ending}"), finished),
        ),
    }
}

fn said(what: &str, finished: &Finished) -> String {
    format!("{what}\n{}", last_lines(&finished.stderr, 12))
        .trim_end()
        .to_owned()
}

/// A pass must be worth something: it visited executions, and all of them if it set
/// out to. A part may be empty.
pub(crate) fn weigh(check: &Description, mut row: Row) -> Outcome {
    let mode = row.check.mode;
    row.check = Description {
        mode,
        ..check.clone()
    };
    let hollow = if row.result == Verdict::Fail {
        None
    } else if row.executions == 0 && row.shard.is_none() {
        Some("it explored no execution".to_owned())
    } else if let ([first, ..], None) = (&row.missing[..], &row.shard) {
        Some(format!(
            "{first} in any execution, so this check shows nothing"
        ))
    } else if check.mode == Mode::Complete && mode != Mode::Complete {
        Some(format!(
            "it set out to be complete but ended at a limit: {}",
            row.detail
        ))
    } else {
        None
    };
    match hollow {
        None => Outcome::found(row),
        Some(why) => {
            row.result = Verdict::Fail;
            row.violation = why;
            Outcome {
                row,
                as_expected: false,
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::time::Duration;

    pub(crate) fn description(id: &str) -> Description {
        Description {
            id: id.into(),
            object: "TicketLock".into(),
            layer: "lock".into(),
            rests_on: "hardware".into(),
            property: "mutual exclusion".into(),
            checker: "loom".into(),
            client: "2x2".into(),
            mode: Mode::Complete,
            expected: Verdict::Pass,
            violates: String::new(),
            weight: 1,
        }
    }

    pub(crate) fn row(check: &Description, result: Verdict) -> Row {
        Row {
            check: check.clone(),
            executions: 301,
            blocked: None,
            seconds: 0.5,
            result,
            detail: String::new(),
            violated: String::new(),
            violation: String::new(),
            counterexample: None,
            replay: None,
            shard: None,
            missing: Vec::new(),
        }
    }

    fn finished(ending: Ending, stderr: &str) -> Finished {
        Finished {
            ending,
            stderr: stderr.into(),
        }
    }

    fn done(row: Row) -> Transcript {
        Transcript {
            executions: row.executions,
            blocked: 0,
            estimate: None,
            done: Some(row),
        }
    }

    #[test]
    fn a_pass_is_a_pass() {
        let check = description("a");
        let row = row(&check, Verdict::Pass);
        let outcome = judge(
            &check,
            None,
            &finished(Ending::Exit(0), "noise"),
            done(row.clone()),
            1.0,
        );
        assert_eq!(
            outcome,
            Outcome {
                row,
                as_expected: true
            }
        );
        assert_eq!(outcome.word(), "pass");
    }

    #[test]
    fn a_violation_fails_unless_it_is_expected() {
        let mut check = description("a");
        let fail = row(&check, Verdict::Fail);
        let outcome = judge(
            &check,
            None,
            &finished(Ending::Exit(0), ""),
            done(fail),
            1.0,
        );
        assert_eq!((outcome.as_expected, outcome.word()), (false, "FAIL"));

        check.expected = Verdict::Fail;
        let fail = row(&check, Verdict::Fail);
        let outcome = judge(
            &check,
            None,
            &finished(Ending::Exit(0), ""),
            done(fail),
            1.0,
        );
        assert_eq!(
            (outcome.as_expected, outcome.word()),
            (true, "fail (expected)")
        );
    }

    #[test]
    fn a_control_that_passes_fails() {
        let mut check = description("a");
        check.expected = Verdict::Fail;
        let pass = row(&check, Verdict::Pass);
        let outcome = judge(
            &check,
            None,
            &finished(Ending::Exit(0), ""),
            done(pass),
            1.0,
        );
        assert_eq!(
            (outcome.as_expected, outcome.word()),
            (false, "PASS (expected to fail)")
        );
    }

    #[test]
    fn a_control_must_fail_for_the_expected_reason() {
        let mut check = description("a");
        check.expected = Verdict::Fail;
        check.violates = "mutual exclusion".into();
        for (violated, expected) in [("mutual exclusion", true), ("progress", false)] {
            let mut fail = row(&check, Verdict::Fail);
            fail.violated = violated.into();
            let outcome = judge(
                &check,
                None,
                &finished(Ending::Exit(0), ""),
                done(fail),
                1.0,
            );
            assert_eq!(outcome.as_expected, expected, "{violated}");
        }
    }

    #[test]
    fn the_checkers_word_on_what_is_expected_does_not_count() {
        let check = description("a");
        let mut fail = row(&check, Verdict::Fail);
        fail.check.expected = Verdict::Fail;
        let outcome = judge(
            &check,
            None,
            &finished(Ending::Exit(0), ""),
            done(fail),
            1.0,
        );
        assert!(!outcome.as_expected);
    }

    #[test]
    fn a_broken_checker_rejects_nothing() {
        let mut control = description("a");
        control.expected = Verdict::Fail;
        let done = Some(row(&control, Verdict::Fail));
        let limit = Duration::from_secs(600);
        for (ending, done, detail, why) in [
            (Ending::Exit(101), None, "crashed", "exit status 101\nline"),
            (
                Ending::Exit(2),
                done.clone(),
                "crashed",
                "exit status 2\nline",
            ),
            (
                Ending::Signal("signal: 6 (SIGABRT)".into()),
                None,
                "crashed",
                "SIGABRT)\nline",
            ),
            (
                Ending::TimeLimit(limit),
                done,
                "time limit",
                "time limit 10m",
            ),
            (Ending::Exit(0), None, "no result", "without a result\nline"),
            (
                Ending::Exit(0),
                Some(row(&description("b"), Verdict::Fail)),
                "no result",
                "`b`",
            ),
        ] {
            let finished = finished(ending.clone(), "line\n");
            let transcript = Transcript {
                executions: 7,
                blocked: 0,
                estimate: None,
                done,
            };
            let outcome = judge(&control, None, &finished, transcript, 1.0);
            assert_eq!(outcome.row.executions, 7);
            assert_eq!(
                (outcome.as_expected, outcome.word()),
                (false, "FAIL"),
                "{ending}"
            );
            assert_eq!(outcome.row.detail, detail);
            assert!(
                outcome.row.violation.contains(why),
                "{}",
                outcome.row.violation
            );
        }
    }

    #[test]
    fn a_hollow_pass_fails() {
        let check = description("a");
        let mut nothing = row(&check, Verdict::Pass);
        nothing.executions = 0;
        assert_eq!(
            judge(
                &check,
                None,
                &finished(Ending::Exit(0), ""),
                done(nothing),
                1.0
            )
            .word(),
            "FAIL"
        );

        let mut cut = row(&check, Verdict::Pass);
        cut.check.mode = Mode::Bounded;
        let outcome = judge(
            &check,
            None,
            &finished(Ending::Exit(0), ""),
            done(cut.clone()),
            1.0,
        );
        assert_eq!(
            (outcome.word(), outcome.row.check.mode),
            ("FAIL", Mode::Bounded)
        );

        let mut bounded = check;
        bounded.mode = Mode::Bounded;
        assert_eq!(
            judge(
                &bounded,
                None,
                &finished(Ending::Exit(0), ""),
                done(cut),
                1.0
            )
            .word(),
            "pass"
        );
    }

    #[test]
    fn a_part_may_be_empty_or_lack_something() {
        let check = description("a");
        let part = |shard: &str, executions, result, missing: &[&str]| {
            let mut row = row(&check, result);
            row.executions = executions;
            row.missing = missing.iter().map(|&it| it.to_owned()).collect();
            row.shard = Some(shard.to_owned());
            let asked = "2/4".parse().ok();
            judge(
                &check,
                asked,
                &finished(Ending::Exit(0), ""),
                done(row),
                1.0,
            )
        };
        let empty = part("2/4", 0, Verdict::Pass, &[]);
        assert_eq!((empty.as_expected, empty.word()), (true, "pass"));
        let calm = part("2/4", 7, Verdict::Pass, &["nobody ever waited"]);
        assert_eq!((calm.as_expected, calm.word()), (true, "open"));
        let failed = part("2/4", 7, Verdict::Fail, &[]);
        assert_eq!((failed.as_expected, failed.word()), (false, "FAIL"));
        let another = part("3/4", 7, Verdict::Pass, &[]);
        assert!(!another.as_expected, "{another:?}");
        assert_eq!(another.row.shard.as_deref(), Some("2/4"));
        assert!(another.row.violation.contains("explored 3/4 instead"));

        let mut all = row(&check, Verdict::Pass);
        all.missing = vec!["nobody ever waited".into()];
        let all = weigh(&check, all);
        assert_eq!((all.as_expected, all.word()), (false, "FAIL"));
        assert!(all.row.violation.contains("nobody ever waited"));
    }

    #[test]
    fn an_entry_of_the_file_is_flat() {
        let check = description("lock/ticket");
        let outcome = Outcome::found(row(&check, Verdict::Pass));
        let json = serde_json::to_value(&outcome).expect("serializes");
        let expected = serde_json::json!({
            "id": "lock/ticket", "object": "TicketLock", "layer": "lock", "rests_on": "hardware",
            "property": "mutual exclusion", "checker": "loom", "client": "2x2",
            "mode": "complete", "expected": "pass", "weight": 1,
            "executions": 301, "seconds": 0.5, "result": "pass", "detail": "",
            "violates": "", "violated": "", "violation": "", "counterexample": null, "replay": null, "as_expected": true,
        });
        assert_eq!(json, expected);
    }
}
