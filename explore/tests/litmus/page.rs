//! The page that lists the tests.

use crate::check::expected;
use crate::litmus::Litmus;
use crate::notation;
use latchwork_explore::MemoryModel;

const PAGE: &str = include_str!("../../../docs/litmus.md");

/// What the page should say of a test.
pub(crate) fn row(litmus: &Litmus) -> String {
    let verdict = |model| match expected(litmus, model).contains(litmus.asks) {
        true => "allowed",
        false => "forbidden",
    };
    format!(
        "| `{}` | {} | `{}` | `{}` | {} | {} | {} |",
        litmus.name(),
        litmus.shape,
        notation::program(litmus.first, litmus.threads),
        litmus.asks,
        verdict(MemoryModel::Rc11),
        verdict(MemoryModel::Sc),
        litmus.source,
    )
}

/// What differs between the rows of `page` that name a test and those of `tests`,
/// in their order.
pub(crate) fn differences<'a>(
    page: &str,
    tests: impl Iterator<Item = &'a Litmus>,
) -> Result<usize, String> {
    let listed: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let rows: Vec<String> = tests.map(row).collect();
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|row| !listed.contains(&row.as_str())) {
        wrong.push(format!("not on the page:\n{row}"));
    }
    for line in listed
        .iter()
        .filter(|line| !rows.iter().any(|row| row == *line))
    {
        wrong.push(format!("on the page, but no test:\n{line}"));
    }
    if wrong.is_empty() && listed != rows {
        wrong.push("the page has another order, or a row twice".into());
    }
    if wrong.is_empty() {
        Ok(rows.len())
    } else {
        Err(wrong.join("\n"))
    }
}

#[test]
fn the_page_lists_the_tests() {
    match differences(PAGE, crate::all()) {
        Ok(listed) => assert!(listed >= 80, "only {listed} litmus tests"),
        Err(wrong) => panic!("docs/litmus.md and the tests differ\n{wrong}"),
    }
}

#[test]
fn a_page_that_says_something_else_is_rejected() {
    let first = || crate::all().take(2);
    let rows: Vec<String> = first().map(row).collect();
    assert_eq!(differences(&rows.join("\n"), first()), Ok(2));
    for (page, wrong) in [
        (rows[0].clone(), "not on the page"),
        (
            [&rows[..], &["| `invented` |".into()]].concat().join("\n"),
            "no test",
        ),
        (
            rows.join("\n").replace("allowed", "forbidden"),
            "not on the page",
        ),
        (
            [&rows[1..], &rows[..1]].concat().join("\n"),
            "another order",
        ),
        ([&rows[..], &rows[..1]].concat().join("\n"), "a row twice"),
    ] {
        let found = differences(&page, first()).expect_err("the page is wrong");
        assert!(found.contains(wrong), "{found}");
    }
}
