use super::*;

#[test]
fn a_test_without_its_checker_has_compared_nothing() {
    let empty = "running 0 tests\n\ntest result: ok. 0 passed; 0 failed";
    assert_eq!(compared(empty), 0);
    let ran = "running 1 test\ncounterexamples compared: 8\ntest … ok\n";
    assert_eq!(compared(ran), 8);
}

fn names(filters: &[&str]) -> Result<Vec<String>, Stop> {
    let filters: Vec<String> = filters.iter().map(|&filter| filter.into()).collect();
    Ok(choose(steps::all(), &filters)?
        .iter()
        .map(Step::to_string)
        .collect())
}

#[test]
fn any_filter_chooses_a_step() {
    assert_eq!(names(&[]).expect("all").len(), steps::all().len());
    assert_eq!(
        names(&["format", "CLIPPY IMAGE"]).expect("two"),
        ["format", "clippy image"]
    );
}

#[test]
fn an_unknown_step_suggests_near_ones() {
    let Err(Stop::Missing(text)) = names(&["format", "clipy"]) else {
        panic!("matches")
    };
    assert!(text.contains("`clipy`; did you mean `clippy`"), "{text}");
}

#[test]
fn a_skipped_step_is_not_a_passed_one() {
    let mut count = Count::default();
    count.add(&End::Skipped("no target".into()));
    count.add(&End::Passed(String::new()));
    count.add(&End::Failed("why".into()));
    assert_eq!(
        count,
        Count {
            passed: 1,
            failed: 1,
            skipped: 1
        }
    );
}
