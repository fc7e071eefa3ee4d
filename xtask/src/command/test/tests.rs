use super::*;
use crate::ground::table::tests::fits_every_terminal;

fn all() -> Vec<Step> {
    steps::all(&Workspace::find().expect("we are in one"))
}

fn names(filters: &[&str]) -> Result<Vec<String>, Stop> {
    let filters: Vec<String> = filters.iter().map(|&filter| filter.into()).collect();
    Ok(choose(all(), &filters)?
        .iter()
        .map(Step::to_string)
        .collect())
}

#[test]
fn any_filter_chooses_a_step() {
    assert_eq!(names(&[]).expect("all").len(), all().len());
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

#[test]
fn the_slowest_step_comes_first() {
    let took = [("a", 2), ("b", 71), ("c", 5)];
    let took = took.map(|(name, seconds)| (name.to_owned(), Duration::from_secs(seconds)));
    let table = times(took.into());
    fits_every_terminal(&table);
    let text = table.plain(None);
    let lines: Vec<Vec<&str>> = text
        .lines()
        .skip(2)
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(lines[0], ["b", "1m", "11s"], "{text}");
    assert_eq!(lines[1], ["c", "5.00", "s"], "{text}");
    assert_eq!(lines[2], ["a", "2.00", "s"], "{text}");
}
