//! The steps that test what is built for a checker.

use crate::gate::example;
use crate::gate::gaps;
use crate::gate::members::{self, packages};
use crate::gate::run::end::End;
use crate::gate::run::gate::Gate;
use crate::gate::run::test;
use crate::gate::steps::{GAPS, Step};
use crate::ground::stop::Stop;
use crate::model::programs::{CURVES, Kind};

/// Runs what pins the checker's gaps, and compares them with the page about them.
pub(super) fn gaps(gate: &Gate<'_>, step: &Step, kind: Kind) -> Result<End, Stop> {
    let args = ["--package", &kind.package(), "--test", GAPS];
    let output = gate.output(step, &gate.command_for(kind, "test", &args))?;
    let page = gaps::read_page(gate.workspace)?;
    Ok(match gaps::compare(&page, kind.name, &output) {
        Ok(count) => End::Passed(format!("{count} gaps as documented")),
        Err(difference) => End::Failed(difference),
    })
}

/// Runs what the primitives test by themselves where the checker is there.
pub(super) fn primitives(gate: &Gate<'_>, step: &Step, kind: Kind) -> Result<End, Stop> {
    let packages = packages(&members::know(gate.workspace, kind));
    let args = [&["--tests", "--features", kind.name], &packages[..]].concat();
    test::count(gate, step, &gate.command_for(kind, "test", &args))
}

/// Runs what the suite and the program test only where the checker is there.
pub(super) fn counterexamples(gate: &Gate<'_>, step: &Step, kind: Kind) -> Result<End, Stop> {
    let packages = packages(&members::framework(gate.workspace, kind));
    let args = [
        &["--lib", "--test", "counterexamples"],
        &packages[..],
        &["--", "--show-output"],
    ];
    let output = gate.output(step, &gate.command_for(kind, "test", &args.concat()))?;
    Ok(match compared(&output) {
        0 => End::Failed(format!("no counterexample was compared:\n{output}")),
        count => End::Passed(format!("{count} counterexamples as they were")),
    })
}

/// Runs what the framework tests only where curves are drawn, its documentation's code as
/// it is there, and each example's program.
pub(super) fn curves(gate: &Gate<'_>, step: &Step) -> Result<End, Stop> {
    let packages = packages(&members::framework(gate.workspace, CURVES));
    let tests = [&["--lib", "--bins"], &packages[..], &["--", "curves::"]].concat();
    let tests = gate.output(step, &gate.command_for(CURVES, "test", &tests))?;
    let code = [&["--doc"], &packages[..]].concat();
    let code = gate.command_for(CURVES, "test", &code);
    let code = gate.output(step, &gate.documentation(&code, Some(CURVES)))?;
    let [tests, code] = [tests, code].map(|output| test::passed(&output));
    if tests == 0 || code == 0 {
        return Ok(End::Failed("no test was run".to_owned()));
    }
    let mut drawn = Vec::new();
    for example in example::over_facade(gate.workspace) {
        drawn.extend(example.curves(gate.screen, gate.workspace)?);
    }
    Ok(End::Passed(format!(
        "{tests} tests and {code} of the documentation passed; {} drawn",
        drawn.join(", ")
    )))
}

/// How many counterexamples the test says it has compared; without its checker it
/// says nothing.
fn compared(output: &str) -> usize {
    let said = |line: &str| {
        let (_, count) = line.split_once("counterexamples compared: ")?;
        count.trim().parse::<usize>().ok()
    };
    output.lines().filter_map(said).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_without_its_checker_has_compared_nothing() {
        let empty = "running 0 tests\n\ntest result: ok. 0 passed; 0 failed";
        assert_eq!(compared(empty), 0);
        let ran = "running 1 test\ncounterexamples compared: 8\ntest … ok\n";
        assert_eq!(compared(ran), 8);
    }
}
