//! The tests that pin what a checker gets wrong, and the page about them.
//!
//! The page has a section for each checker with a table whose second column names
//! the tests. The tests that pass must be those: so neither says more than the
//! other, and a build in which they are left out (without the checker's `--cfg`)
//! does not count as success.

use std::collections::BTreeSet;
use std::fs;

use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

const PAGE: &str = "docs/checker-gaps.md";

/// The page.
pub(crate) fn read_page(workspace: &Workspace) -> Result<String, Stop> {
    let path = workspace.root().join(PAGE);
    fs::read_to_string(path).map_err(|error| Stop::io(format_args!("cannot read {PAGE}"), &error))
}

/// How many tests have passed, if they are those that `page` names in the section
/// of `checker`; otherwise what differs. `output` is what the tests printed.
pub(crate) fn compare(page: &str, checker: &str, output: &str) -> Result<usize, String> {
    let output = anstream::adapter::strip_str(output).to_string();
    let (named, passed) = (named(page, checker), passed(&output));
    let mut wrong = Vec::new();
    if passed.is_empty() {
        wrong.push(format!(
            "no test of {checker}'s gaps has run; was it built with --cfg {checker}?"
        ));
    }
    for test in named.difference(&passed) {
        wrong.push(format!("{PAGE} names `{test}`, which has not run"));
    }
    for test in passed.difference(&named) {
        wrong.push(format!(
            "`{test}` is not on {PAGE}; add a row to its section on {checker}"
        ));
    }
    if wrong.is_empty() {
        Ok(passed.len())
    } else {
        Err(wrong.join("\n"))
    }
}

/// The tests in the second column of the table in the section headed `checker`.
fn named<'a>(page: &'a str, checker: &str) -> BTreeSet<&'a str> {
    let section = page
        .split("\n## ")
        .find(|section| section.lines().next() == Some(checker))
        .unwrap_or_default();
    section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(1))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect()
}

/// The tests that have passed.
fn passed(output: &str) -> BTreeSet<&str> {
    output
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... ok"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: &str = "# Gaps\n\n`not::a_test` | `nor::this`\n\n## loom\n\n\
        | gap | test | covered by |\n|---|---|---|\n\
        | one | `a::one`, `a::two` | `loom::nothing` |\n| three | `a::three` | – |\n\n\
        ## shuttle\n\n| gap | test | covered by |\n|---|---|---|\n| other | `b::one` | – |\n";

    #[test]
    fn the_tests_are_those_that_the_page_names() {
        let output = "running 3 tests\ntest a::one ... ok\ntest a::three ... ok\n\
                      \u{1b}[0mtest a::two ... ok\ntest result: ok. 3 passed";
        assert_eq!(compare(SECTIONS, "loom", output), Ok(3));
        assert_eq!(compare(SECTIONS, "shuttle", "test b::one ... ok\n"), Ok(1));
    }

    #[test]
    fn what_differs_is_named() {
        let output = "test a::one ... ok\ntest a::two ... ignored, why\ntest a::new ... ok\n";
        let wrong = compare(SECTIONS, "loom", output).expect_err("they differ");
        let lines: Vec<&str> = wrong.lines().collect();
        assert_eq!(lines.len(), 3, "{wrong}");
        assert!(
            lines[0].contains("`a::three`, which has not run"),
            "{wrong}"
        );
        assert!(lines[1].contains("`a::two`, which has not run"), "{wrong}");
        assert!(lines[2].contains("`a::new` is not on"), "{wrong}");
    }

    #[test]
    fn a_run_without_tests_is_a_failure() {
        let output = "running 1 test\ntest gaps ... ignored, needs --cfg loom\n";
        let wrong = compare("", "loom", output).expect_err("nothing has run");
        assert!(wrong.contains("no test of loom's gaps has run"), "{wrong}");
    }
}
