//! A test that no step runs is an error.
//!
//! What the sources declare is compared with what the outputs of the steps that test say
//! they ran. A test that each of them ignores is told with its reason.

mod declared;
mod documented;
mod reported;

use std::fs;

use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

pub(crate) use self::reported::Reported;

/// What came of comparing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// How many of the tests in the sources were run.
    pub(crate) ran: usize,
    /// Those that every step ignored, with the reason, and those that are for another
    /// machine.
    pub(crate) skipped: Vec<String>,
    /// Those that no step ran or ignored.
    pub(crate) missing: Vec<String>,
}

/// Compares the tests in the sources of `workspace` with what `reported` says of them.
pub(crate) fn compare(workspace: &Workspace, reported: &Reported) -> Result<Comparison, Stop> {
    let mut comparison = Comparison::default();
    for package in workspace.packages() {
        for target in package.targets.iter().filter(|it| it.test) {
            let root = workspace.shorten(&target.src_path);
            let read = |path: &std::path::Path| fs::read_to_string(path).ok();
            let tests = declared::tests(&target.src_path, &read).map_err(Stop::Failed)?;
            if tests.is_empty() && target.kind == ["test"] {
                let name = format!("{}: a program of its own", root.display());
                comparison.add(&name, reported.has_run(root), None, false);
            }
            for test in &tests {
                let file = workspace.shorten(&test.source).display();
                let name = format!("{file}:{}: {}", test.line, test.name);
                let (ran, ignored) = reported.test(root, test);
                comparison.add(&name, ran, ignored, test.is_elsewhere);
            }
        }
        let documented = package.targets.iter().any(|it| it.doctest);
        for place in documented::tests(package, documented)? {
            let file = workspace.shorten(&place.source);
            let name = format!("{}:{}: in the documentation", file.display(), place.line);
            let ran = reported.documentation(file, place.line);
            comparison.add(&name, ran, None, false);
        }
    }
    Ok(comparison)
}

impl Comparison {
    fn add(&mut self, name: &str, ran: bool, ignored: Option<String>, is_elsewhere: bool) {
        match (ran, ignored) {
            (true, _) => self.ran += 1,
            (false, Some(reason)) => self.skipped.push(format!("{name}: {reason}")),
            (false, None) if is_elsewhere => {
                self.skipped.push(format!("{name}: for another machine"));
            }
            (false, None) => self.missing.push(name.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_ran_is_missing_unless_there_is_a_reason() {
        let mut comparison = Comparison::default();
        let reason = Some("takes minutes".to_owned());
        comparison.add("a", true, None, false);
        comparison.add("b", true, reason.clone(), false);
        comparison.add("c", false, reason, false);
        comparison.add("d", false, None, true);
        comparison.add("e", false, None, false);
        let expected = Comparison {
            ran: 2,
            skipped: vec!["c: takes minutes".into(), "d: for another machine".into()],
            missing: vec!["e".into()],
        };
        assert_eq!(comparison, expected);
    }

    #[test]
    fn without_an_output_every_test_is_missing() {
        let workspace = Workspace::find().expect("we are in one");
        let nothing = compare(&workspace, &Reported::default()).expect("they can be read");
        assert_eq!(nothing.ran, 0);
        let own = "without_an_output_every_test_is_missing";
        assert!(nothing.missing.iter().any(|it| it.ends_with(own)));
        assert!(nothing.missing.len() > 500, "{}", nothing.missing.len());
    }
}
