//! What was not as expected.

use std::collections::BTreeSet;

use latchwork_suite::render::{room, table};
use latchwork_suite::report::Verdict;

use crate::ground::workspace::Workspace;
use crate::model::outcome::Outcome;

/// What to know about the checks that did not turn out as expected. What several of them
/// have found is told once; the others are named.
pub(crate) fn surprises(workspace: &Workspace, outcomes: &[Outcome]) -> Vec<String> {
    let told = alike(outcomes).into_iter();
    told.map(|alike| surprise(workspace, alike[0]) + &also(&alike[1..]))
        .collect()
}

/// The checks that did not turn out as expected, those together that have found the same
/// mistake, and first of them the one that shows it in the fewest steps.
pub(crate) fn alike(outcomes: &[Outcome]) -> Vec<Vec<&Outcome>> {
    let mut alike: Vec<Vec<&Outcome>> = Vec::new();
    for outcome in outcomes.iter().filter(|it| !it.as_expected) {
        let finding = Finding::of(outcome);
        let known = alike.iter_mut().find(|it| Finding::of(it[0]) == finding);
        match known {
            Some(others) => others.push(outcome),
            None => alike.push(vec![outcome]),
        }
    }
    for alike in &mut alike {
        alike.sort_by_key(|it| steps(it));
    }
    alike
}

/// What a check has found, as far as others may have found it, too.
#[derive(PartialEq)]
struct Finding<'a> {
    about: [&'a str; 2],
    word: &'static str,
    expected: [&'a str; 2],
    what: What<'a>,
}

/// A violation.
#[derive(PartialEq)]
enum What<'a> {
    /// Its kind, and the lines that it lies in.
    Seen(&'a str, BTreeSet<&'a str>),
    /// All that is said of it.
    Told(&'a str),
}

impl<'a> Finding<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let row = &outcome.row;
        let what = match &row.counterexample {
            Some(counterexample) => {
                let marked = counterexample.steps.iter().filter(|step| step.marked);
                What::Seen(&counterexample.kind, marked.map(|it| &*it.at).collect())
            }
            None => What::Told(&row.violation),
        };
        Self {
            about: [&row.check.layer, &row.check.object],
            word: outcome.word(),
            expected: [&row.check.violates, &row.violated],
            what,
        }
    }
}

/// How many steps the counterexample has.
fn steps(outcome: &Outcome) -> usize {
    let counterexample = outcome.row.counterexample.as_ref();
    counterexample.map_or(0, |it| it.steps.len())
}

/// The checks that have found what was told.
fn also(others: &[&Outcome]) -> String {
    let name = |it: &&Outcome| format!("\n    {} ({})", it.row.check.id, it.row.check.checker);
    let names: String = others.iter().map(name).collect();
    match others.len() {
        0 => names,
        1 => format!("\n  1 more check has found it:{names}"),
        count => format!("\n  {count} more checks have found it:{names}"),
    }
}

fn surprise(workspace: &Workspace, outcome: &Outcome) -> String {
    let row = &outcome.row;
    let check = &row.check;
    let mut text = format!("{} {} ({})", outcome.word(), check.id, check.checker);
    if row.result == Verdict::Unchecked {
        text += &format!("\n  {}", row.detail);
    } else if row.result == Verdict::Pass {
        text += "\n  this control has a known mistake that the check must find, and it did not";
    } else if !row.as_expected() && check.expected == Verdict::Fail {
        text += &format!(
            "\n  this control must be rejected for `{}`, not for `{}`",
            check.violates, row.violated
        );
    } else if row.counterexample.is_none() && !row.violated.is_empty() {
        text += &format!("\n  violated: {}", row.violated);
    }
    let told = match &row.counterexample {
        Some(counterexample) => table(counterexample, room()),
        None => row.violation.clone(),
    };
    for line in told.lines() {
        text += &format!("\n  {line}");
    }
    if let Some(file) = &row.replay {
        let file = workspace.shorten(file.as_ref()).display();
        text += &format!("\n  run it again: cargo xtask check --replay {file}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::tests::{description, row};
    use latchwork_suite::counterexample::{Counterexample, Left, Step};

    #[test]
    fn a_surprise_shows_the_counterexample() {
        let mut surprise_row = row(&description("a"), Verdict::Fail);
        surprise_row.violated = "progress".into();
        surprise_row.violation = "deadlock: CPU 1 waits".into();
        let workspace = Workspace::find().expect("a workspace");
        let plain = surprise(&workspace, &Outcome::found(surprise_row.clone()));
        assert!(
            plain.ends_with("\n  violated: progress\n  deadlock: CPU 1 waits"),
            "{plain}"
        );
        surprise_row.counterexample = Some(Counterexample {
            property: "progress".into(),
            kind: "deadlock".into(),
            reason: "CPU 1 waits".into(),
            cpus: vec![1],
            left_out: Left::default(),
            before: "free".into(),
            steps: vec![Step {
                number: None,
                cpu: 1,
                event: "waits".into(),
                at: "a.rs:7".into(),
                state: "nobody ends it".into(),
                marked: true,
            }],
        });
        let told = surprise(&workspace, &Outcome::found(surprise_row));
        assert!(
            told.contains("\n  progress violated: deadlock: CPU 1 waits\n"),
            "{told}"
        );
        assert!(told.contains("waits   nobody ends it   a.rs:7"), "{told}");
        assert_eq!(told.matches("violated").count(), 1, "{told}");
    }

    /// A check that found a race at these two lines, after so many steps.
    fn raced(id: &str, at: [&str; 2], before: usize) -> Outcome {
        let step = |at: &str, marked| Step {
            number: None,
            cpu: 1,
            event: "reads".into(),
            at: at.into(),
            state: String::new(),
            marked,
        };
        let mut row = row(&description(id), Verdict::Fail);
        row.violated = "exclusion".into();
        let mut steps = vec![step("a.rs:1", false); before];
        steps.extend(at.map(|at| step(at, true)));
        row.counterexample = Some(Counterexample {
            property: "exclusion".into(),
            kind: "data race".into(),
            reason: format!("as {id} says"),
            cpus: vec![1],
            left_out: Left::default(),
            before: "free".into(),
            steps,
        });
        Outcome::found(row)
    }

    #[test]
    fn what_several_checks_find_is_told_once() {
        let workspace = Workspace::find().expect("a workspace");
        let of = |outcomes: &[Outcome]| surprises(&workspace, outcomes);
        let same = ["a.rs:2", "a.rs:3"];
        let told = of(&[
            raced("long", same, 5),
            raced("short", same, 1),
            raced("other", ["a.rs:2", "a.rs:4"], 1),
            raced("third", same, 5),
        ]);
        assert_eq!(told.len(), 2, "{told:#?}");
        assert!(told[0].starts_with("FAIL short (loom)"), "{}", told[0]);
        let others = "\n  2 more checks have found it:\n    long (loom)\n    third (loom)";
        assert!(told[0].ends_with(others), "{}", told[0]);
        assert!(told[1].starts_with("FAIL other (loom)"), "{}", told[1]);
        assert!(!told[1].contains("more check"), "{}", told[1]);
    }

    #[test]
    fn what_is_not_alike_is_told_apart() {
        let workspace = Workspace::find().expect("a workspace");
        let plain = |id: &str, why: &str| {
            let mut row = row(&description(id), Verdict::Fail);
            row.violation = why.into();
            Outcome::found(row)
        };
        let mut elsewhere = plain("c", "it hung");
        elsewhere.row.check.object = "McsLock".into();
        let outcomes = [plain("a", "it hung"), plain("b", "it broke"), elsewhere];
        assert_eq!(surprises(&workspace, &outcomes).len(), 3);
        let outcomes = [plain("a", "it hung"), plain("b", "it hung")];
        let told = surprises(&workspace, &outcomes);
        assert_eq!(told.len(), 1);
        assert!(told[0].ends_with("1 more check has found it:\n    b (loom)"));
    }
}
