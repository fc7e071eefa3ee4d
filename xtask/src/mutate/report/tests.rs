use super::*;
use crate::mutate::hunt::Fate;
use crate::mutate::hunt::Kill;
use crate::mutate::tests::mutant;
use latchwork_mutation::Kind;
use latchwork_suite::report::Verdict;

fn entry(kind: Kind, killed_by: Option<&str>, argument: Option<&str>) -> Entry {
    let mut mutant = mutant(kind, "a.rs", "Lock");
    mutant.argument = argument.map(str::to_owned);
    let killed = killed_by.map(|how| Kill {
        check: "Lock/2x1".to_owned(),
        checker: "explore".to_owned(),
        violated: how.to_owned(),
    });
    let (executions, seconds) = (12, 0.5);
    Entry::new(
        &mutant,
        &Fate {
            killed,
            executions,
            seconds,
        },
    )
}

#[test]
fn an_excuse_excuses_a_survivor_only() {
    let word = |killed, argument| entry(Kind::Ordering, killed, argument).word();
    assert_eq!(word(None, None), "SURVIVED");
    assert_eq!(word(None, Some("why")), "excused");
    assert_eq!(word(Some("exclusion"), Some("why")), "killed");
    assert_eq!(word(Some("hang"), None), "killed (hang)");
    assert_eq!(word(Some("crash"), None), "killed (crash)");
}

#[test]
fn a_survivor_fails_the_run() {
    let killed = entry(Kind::Ordering, Some("exclusion"), None);
    let survived = entry(Kind::Logic, None, None);
    let excused = entry(Kind::Logic, None, Some("why"));
    let sum = Summary::of(&[killed.clone(), excused.clone()]);
    assert_eq!(sum.verdict(), Verdict::Pass);
    assert_eq!(
        sum.to_string(),
        "Orderings: 1 of 1 mutants killed. Logic: 0 of 1 mutants killed, 1 excused. \
         Killed by: explore 1."
    );
    let sum = Summary::of(&[killed, survived, excused]);
    assert_eq!(sum.verdict(), Verdict::Fail);
    assert!(
        sum.to_string().contains("killed, 1 excused, 1 SURVIVED."),
        "{sum}"
    );
}

#[test]
fn an_excuse_that_nothing_needs_is_told() {
    let killed = entry(Kind::Ordering, Some("exclusion"), Some("why"));
    let excused = entry(Kind::Ordering, None, Some("why"));
    assert_eq!(unneeded(std::slice::from_ref(&killed)).len(), 1);
    assert!(unneeded(&[killed, excused]).is_empty());
}

#[test]
fn an_entry_of_the_file_says_all() {
    let json = serde_json::to_value(entry(Kind::Ordering, Some("exclusion"), None));
    let expected = serde_json::json!({
        "site": "a.rs:7", "kind": "ordering", "class": "weaken the ordering", "object": "Lock",
        "what": "store",
        "from": "Release", "to": "Relaxed", "result": "killed", "killed_by": "Lock/2x1 (explore)",
        "hunter": "explore",
        "violated": "exclusion", "executions": 12, "seconds": 0.5, "argument": null,
    });
    assert_eq!(json.expect("serializes"), expected);
}

#[test]
fn what_is_left_out_is_counted_by_class() {
    let said = left_out(["drop the bound", "off by one", "drop the bound"].into_iter());
    assert!(said.starts_with("Left out here: 3 mutants"), "{said}");
    assert!(said.contains("(drop the bound 2, off by one 1)"), "{said}");
}
