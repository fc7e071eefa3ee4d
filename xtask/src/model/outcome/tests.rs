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
        deep: false,
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

fn finished(ending: Exit, stderr: &str) -> Finished {
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
        &finished(Exit::Status(0), "noise"),
        done(row.clone()),
        1.0,
    );
    assert_eq!(
        outcome,
        Outcome {
            row,
            as_expected: true,
            from_before: false,
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
        &finished(Exit::Status(0), ""),
        done(fail),
        1.0,
    );
    assert_eq!((outcome.as_expected, outcome.word()), (false, "FAIL"));

    check.expected = Verdict::Fail;
    let fail = row(&check, Verdict::Fail);
    let outcome = judge(
        &check,
        None,
        &finished(Exit::Status(0), ""),
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
        &finished(Exit::Status(0), ""),
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
            &finished(Exit::Status(0), ""),
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
        &finished(Exit::Status(0), ""),
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
        (Exit::Status(101), None, "crashed", "exit status 101\nline"),
        (
            Exit::Status(2),
            done.clone(),
            "crashed",
            "exit status 2\nline",
        ),
        (
            Exit::Signal("signal: 6 (SIGABRT)".into()),
            None,
            "crashed",
            "SIGABRT)\nline",
        ),
        (Exit::TimeLimit(limit), done, "time limit", "time limit 10m"),
        (Exit::Status(0), None, "no result", "without a result\nline"),
        (
            Exit::Status(0),
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
            &finished(Exit::Status(0), ""),
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
        &finished(Exit::Status(0), ""),
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
            &finished(Exit::Status(0), ""),
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
            &finished(Exit::Status(0), ""),
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
