//! Checks of the checks: each must be able to fail.

use crate::check::{compare, expected, observe};
use crate::graphs::Graphs;
use crate::{FAMILIES, all};
use latchwork_explore::{Explorer, MemoryModel};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// In every family, a test fails if its expected set has one outcome less than
/// the program, or one more, or another verdict on the outcome it asks about.
#[test]
fn a_test_of_each_family_fails_when_its_expected_set_is_altered() {
    for family in FAMILIES {
        let litmus = &family[0];
        for model in [MemoryModel::Rc11, MemoryModel::Sc] {
            let observed = observe(litmus, model).expect("explored");
            let expected = expected(litmus, model);
            assert_eq!(compare(&observed, &expected), Ok(()), "{}", litmus.name());

            let mut less = expected.clone();
            let lost = less.pop_first().expect("every program has an outcome");
            let wrong = compare(&observed, &less).expect_err("an outcome is too much");
            assert!(
                wrong.contains(&format!("found and not allowed: [{lost:?}]")),
                "{wrong}"
            );

            let mut more = expected.clone();
            more.insert("9 9 9".into());
            let wrong = compare(&observed, &more).expect_err("an outcome is missing");
            assert!(
                wrong.contains("allowed and not found: [\"9 9 9\"]"),
                "{wrong}"
            );

            let mut turned = expected;
            if !turned.remove(litmus.asks) {
                turned.insert(litmus.asks.into());
            }
            compare(&observed, &turned).expect_err("the verdict is another");
        }
    }
}

/// A graph that is shown twice is noticed; two that differ in one reads-from edge
/// are not taken for one.
#[test]
fn a_graph_that_comes_twice_is_noticed() {
    let shown = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&shown);
    let report = Explorer::new()
        .on_execution(move |execution, _| keep.lock().expect("no panic").push(execution.clone()))
        .explore(|| {
            (all().next().expect("a test").program)();
        });
    let shown = shown.lock().expect("no panic");
    assert!(shown.len() > 1 && shown.len() as u64 == report.complete);

    let mut graphs = Graphs::default();
    shown.iter().for_each(|execution| graphs.add(execution));
    assert_eq!(graphs.count(), Ok(shown.len()));
    graphs.add(&shown[0]);
    let wrong = graphs.count().expect_err("the first came twice");
    assert!(wrong.contains("explored more than once"), "{wrong}");
}

/// The names are distinct, and what sequential consistency lacks is not what a
/// test takes for granted: without it something is left.
#[test]
fn the_tests_are_well_formed() {
    let names: BTreeSet<_> = all().map(|litmus| litmus.name()).collect();
    assert_eq!(names.len(), all().count(), "two tests of one name");
    for litmus in all() {
        let (rc11, sc) = (
            expected(litmus, MemoryModel::Rc11),
            expected(litmus, MemoryModel::Sc),
        );
        assert!(!sc.is_empty() && sc.is_subset(&rc11), "{}", litmus.name());
    }
}
