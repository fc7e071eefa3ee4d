//! That the random programs and the comparison see what may go wrong.

use crate::compare::{Exploration, Verdict, compare};
use crate::enumerate::{Enumeration, enumerate};
use crate::graph::{Graph, Label};
use crate::interpret::{explore, explorer};
use crate::random::programs;
use crate::rules::{Flaw, MemoryModel, Rules};

/// What an explorer shows that finds just this.
fn exploration(found: &Enumeration) -> Exploration {
    Exploration {
        shown: found.graphs.iter().cloned().collect(),
        verdict: match (found.racy, found.livelock) {
            (true, _) => Verdict::Race,
            (false, true) => Verdict::Livelock,
            (false, false) => Verdict::Complete,
        },
    }
}

/// The programs of the quick mode tell each wrong explorer from a right one.
#[test]
fn every_flaw_is_seen() {
    let right = Rules::of(MemoryModel::Rc11);
    let mut unseen = Flaw::ALL.to_vec();
    for (index, program) in programs().enumerate() {
        let expected = enumerate(&program, &right);
        unseen.retain(|&flaw| {
            let wrong = Rules {
                flaw: Some(flaw),
                ..right
            };
            let found = exploration(&enumerate(&program, &wrong));
            let missed = compare(&expected, &found).is_ok();
            if !missed {
                println!("{flaw:?}: seen on program {index}");
            }
            missed
        });
        if unseen.is_empty() {
            return;
        }
    }
    panic!("they make no difference: {unseen:?}");
}

/// What the explorer shows, tampered with, is rejected; untouched, it is not.
#[test]
fn tampering_is_seen() {
    let rules = Rules::of(MemoryModel::Rc11);
    let mut tampered = 0;
    for program in programs().take(50) {
        let expected = enumerate(&program, &rules);
        let shown = explore(&program, &rules, &explorer(&rules));
        assert_eq!(compare(&expected, &shown), Ok(()));
        if shown.verdict != Verdict::Complete {
            let complete = Exploration {
                shown: Vec::new(),
                verdict: Verdict::Complete,
            };
            assert!(compare(&expected, &complete).is_err());
            continue;
        }
        let rejected = |why: &str, tamper: &dyn Fn(&mut Exploration)| {
            let mut exploration = shown.clone();
            tamper(&mut exploration);
            let result = compare(&expected, &exploration);
            let said = result.expect_err(why);
            assert!(said.contains(why), "{said}");
        };
        rejected("shown twice", &|it| it.shown.push(it.shown[0].clone()));
        rejected("not shown", &|it| {
            it.shown.pop();
        });
        rejected("not consistent", &|it| {
            let mut wrong = it.shown[0].clone();
            change(&mut wrong);
            it.shown.push(wrong);
        });
        for verdict in [
            Verdict::Race,
            Verdict::Livelock,
            Verdict::Wrong(String::new()),
        ] {
            rejected("said", &|it| it.verdict = verdict.clone());
        }
        tampered += 1;
    }
    assert!(tampered > 25, "{tampered} programs were complete");
}

/// Makes a graph one that no program has.
fn change(graph: &mut Graph) {
    let strange = 77;
    for label in graph.threads.iter_mut().flatten() {
        match label {
            Label::Read { value, .. }
            | Label::Write { value, .. }
            | Label::Update { read: value, .. } => {
                *value = strange;
                return;
            }
            Label::Fence { .. } => {}
        }
    }
    graph.cells.push(vec![strange]);
}
