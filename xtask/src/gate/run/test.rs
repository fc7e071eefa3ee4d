//! The steps that test what is built for no checker, and the explorer.

use duct::Expression;

use crate::cli::Profile;
use crate::gate::members::{self, packages};
use crate::gate::run::end::End;
use crate::gate::run::gate::Gate;
use crate::gate::steps::Step;
use crate::ground::stop::Stop;
use crate::model::programs::EXPLORER;

/// The tests of the host's packages: all of them but the explorer's, or those that
/// optimizations and debug assertions may change.
pub(super) fn host(gate: &Gate<'_>, step: &Step, profile: Profile) -> Result<End, Stop> {
    match profile {
        Profile::Dev => {
            let explorer = members::explorer(gate.workspace);
            let mut test = vec!["test", "--workspace"];
            test.extend(explorer.iter().flat_map(|name| ["--exclude", name]));
            count(gate, step, &gate.command(&[&test, ignored(gate)].concat()))
        }
        Profile::Release => {
            let packages = packages(&members::depend_on_profile(gate.workspace));
            // What documentation shows is no race, and was run in the other profile.
            let tests = &["test", "--release", "--lib", "--bins", "--tests"];
            let test = [&tests[..], &packages, ignored(gate)];
            count(gate, step, &gate.command(&test.concat()))
        }
    }
}

/// The explorer's own tests, beside its program, which is built with the same packages.
pub(super) fn explorer(gate: &Gate<'_>, step: &Step) -> Result<End, Stop> {
    let explorer = packages(&members::explorer(gate.workspace));
    let args = [&explorer[..], ignored(gate)].concat();
    count(gate, step, &gate.command_for(EXPLORER, "test", &args))
}

/// Runs a `command` that tests, and counts.
pub(super) fn count(gate: &Gate<'_>, step: &Step, command: &Expression) -> Result<End, Stop> {
    let output = gate.output(step, command)?;
    Ok(match passed(&output) {
        0 => End::Failed(format!("no test was run:\n{output}")),
        count => End::Passed(format!("{count} tests passed")),
    })
}

/// What has the tests run that are ignored otherwise, if they are to be.
fn ignored(gate: &Gate<'_>) -> &'static [&'static str] {
    match gate.deep {
        true => &["--", "--include-ignored"],
        false => &[],
    }
}

/// How many tests cargo says have passed, in all its programs.
pub(super) fn passed(output: &str) -> usize {
    let said = |line: &str| {
        let (_, rest) = line.split_once("test result: ok. ")?;
        rest.split(' ').next()?.parse::<usize>().ok()
    };
    output.lines().filter_map(said).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_that_passed_are_counted_over_all_programs() {
        let two = "test result: ok. 9 passed; 0 failed\n…\ntest result: ok. 3 passed; 0 failed";
        assert_eq!(passed(two), 12);
        assert_eq!(passed("running 0 tests"), 0);
    }
}
