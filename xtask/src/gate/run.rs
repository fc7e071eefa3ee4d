//! What each step does.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use duct::Expression;
use latchwork_suite::report::Verdict;

use crate::cli::{Checker, Profile};
use crate::gate::arrows;
use crate::gate::every_test::{self, Reported};
use crate::gate::example::{self, Example, Printed};
use crate::gate::gaps;
use crate::gate::lock_files;
use crate::gate::members::{self, packages};
use crate::gate::pages;
use crate::gate::published;
use crate::gate::source_rules;
use crate::gate::steps::{self, GAPS, Step};
use crate::ground::cargo;
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::sources;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::Workspace;
use crate::image::boot::{self, PACKAGE, Plan};
use crate::image::provoke;
use crate::image::qemu;
use crate::model::explore::{self, Selection};
use crate::model::layers;
use crate::model::outcome::Outcome;
use crate::model::programs::{Kind, PROFILE};
use crate::model::summary::{Summary, surprises};
use crate::mutate::{self, Effort};
use crate::setup::consent;
use crate::setup::toolchain::{self, IMAGE_TARGET};

/// When one run of cargo counts as hung, by default and if all is to be run. It may have
/// to share the cores with another, on a machine that has other things to do.
const LIMITS: [Duration; 2] = [Duration::from_secs(1200), Duration::from_secs(3600)];

/// How a step ended, with what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As it must.
    Passed(String),
    /// Otherwise, for this reason.
    Failed(String),
    /// It could not be run.
    Skipped(String),
}

/// What the steps share while they run.
#[derive(Debug)]
pub(crate) struct Gate<'a> {
    /// Where progress is shown.
    pub(crate) screen: &'a Screen,
    /// What is tested.
    pub(crate) workspace: &'a Workspace,
    /// Larger clients, more schedules, and the tests that are ignored otherwise.
    pub(crate) deep: bool,
    /// Checks that run at the same time.
    pub(crate) jobs: NonZero<usize>,
    /// What came of the model checks so far.
    pub(crate) outcomes: Mutex<Vec<(Checker, Outcome)>>,
    /// What the examples have printed so far, by example and checker.
    pub(crate) printed: Mutex<BTreeMap<String, String>>,
    /// What was tested so far.
    pub(crate) tested: Mutex<Tested>,
}

/// What the steps that test have run.
#[derive(Debug, Default)]
pub(crate) struct Tested {
    /// The names of the steps that have ended.
    steps: BTreeSet<String>,
    /// What they have said.
    reported: Reported,
}

impl Gate<'_> {
    /// Runs a step.
    pub(crate) fn step(&self, step: &Step) -> End {
        let end = self.try_step(step);
        end.unwrap_or_else(|stop| End::Failed(stop.message().to_owned()))
    }

    /// What came of the model checks, checker by checker, whichever ran first.
    pub(crate) fn outcomes(&self) -> Vec<Outcome> {
        let mut outcomes = self.outcomes.lock().expect("no thread panics here").clone();
        outcomes.sort_by_key(|(checker, _)| *checker);
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    }

    fn try_step(&self, step: &Step) -> Result<End, Stop> {
        match *step {
            Step::Format => self.format(),
            Step::Arrows => Ok(found(arrows::violations(self.workspace))),
            Step::SourceRules => Ok(found(source_rules::violations(self.workspace)?)),
            Step::LockFiles => {
                let sizes = lock_files::check(self.screen, self.workspace)?;
                Ok(sizes.map_or_else(End::Failed, End::Passed))
            }
            Step::Packages => {
                let whole = published::check(self.screen, self.workspace)?;
                Ok(whole.map_or_else(End::Failed, End::Passed))
            }
            Step::ClippyHost => self.cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ]),
            Step::ClippyProgram(kind) => {
                let directory = cargo::cfg_target(self.workspace, kind.name);
                let directory = directory.to_string_lossy();
                let mut names = members::framework(self.workspace, kind);
                names.extend(members::know(self.workspace, kind));
                let packages = packages(&names);
                let build = [
                    "--all-targets",
                    "--profile",
                    PROFILE,
                    "--target-dir",
                    &directory,
                ];
                let warnings = ["--", "-D", "warnings"];
                let clippy = [&["clippy"][..], &packages, &build, &warnings].concat();
                let command = self.command(&clippy);
                self.run(step, &cargo::with_cfg(&command, kind.name))
            }
            Step::ClippyImage => {
                toolchain::target(self.screen, IMAGE_TARGET)?;
                let clippy = ["clippy", "--package", PACKAGE, "--target", IMAGE_TARGET];
                self.cargo(&[&clippy[..], &["--", "-D", "warnings"]].concat())
            }
            Step::Doc => {
                let flags = env::var("RUSTDOCFLAGS").unwrap_or_default();
                let command = self.command(&["doc", "--workspace", "--no-deps", "--all-features"]);
                self.run(
                    step,
                    &command.env("RUSTDOCFLAGS", format!("{flags} -D warnings")),
                )
            }
            Step::DocProgram(kind) => self.doc(step, kind),
            Step::Test(Profile::Dev) => {
                let explorer = members::explorer(self.workspace);
                let mut test = vec!["test", "--workspace"];
                test.extend(explorer.iter().flat_map(|name| ["--exclude", name]));
                self.test(step, &self.command(&[&test, self.ignored()].concat()))
            }
            Step::Test(Profile::Release) => {
                let packages = packages(&members::depend_on_profile(self.workspace));
                let test = [&["test", "--release"], &packages[..], self.ignored()];
                self.test(step, &self.command(&test.concat()))
            }
            Step::Explorer => {
                let explorer = packages(&members::explorer(self.workspace));
                let test = [
                    &["test", "--profile", PROFILE],
                    &explorer[..],
                    self.ignored(),
                ];
                self.test(step, &self.command(&test.concat()))
            }
            Step::EveryTest => self.every_test(),
            Step::Build(target) => match toolchain::target(self.screen, target) {
                Err(stop) => Ok(without_target(stop.message(), consent::in_ci())),
                Ok(()) => {
                    let primitives = packages(&members::primitives(self.workspace));
                    self.cargo(&[&["build", "--target", target], &primitives[..]].concat())
                }
            },
            Step::Gaps(kind) => self.gaps(step, kind),
            Step::Primitives(kind) => self.primitives(step, kind),
            Step::Counterexamples(kind) => self.counterexamples(step, kind),
            Step::Check(checker) => self.check(checker),
            Step::Layers => self.layers(),
            Step::Example(ref example) => self.example(example),
            Step::Pages => self.pages(),
            Step::Boot(cpus, profile) => self.boot(cpus, profile),
            Step::Provoke(provocation) => {
                let image = boot::build(self.screen, self.workspace, Profile::Release)?;
                let boot = provoke::plan(provocation).run(self.screen, &image, false)?;
                Ok(provoke::judge(provocation, &boot).map_or_else(End::Failed, End::Passed))
            }
            Step::Unfit => {
                let image = boot::build(self.screen, self.workspace, Profile::Release)?;
                let refused = provoke::unfit(self.screen, &image)?;
                Ok(refused.map_or_else(End::Failed, End::Passed))
            }
            Step::Apart => {
                let image = boot::build(self.screen, self.workspace, Profile::Release)?;
                Ok(match qemu::one_core() {
                    Err(why) => End::Skipped(why),
                    Ok(core) => provoke::apart(self.screen, &image, core)?
                        .map_or_else(End::Failed, End::Passed),
                })
            }
            Step::Mutate => self.mutate(),
        }
    }

    fn command(&self, args: &[&str]) -> Expression {
        cargo::in_root_within(self.workspace, LIMITS[usize::from(self.deep)], args)
    }

    fn cargo(&self, args: &[&str]) -> Result<End, Stop> {
        self.run(
            format_args!("cargo {}", args.join(" ")),
            &self.command(args),
        )
    }

    /// Every source file, one by one: `cargo fmt` does not see the modules that a list
    /// declares.
    fn format(&self) -> Result<End, Stop> {
        let mut files = Vec::new();
        for member in self.workspace.members() {
            files.extend(sources::files(member, &["rs"])?);
        }
        let check = ["--check".into()].into_iter();
        let arguments = check.chain(files.into_iter().map(PathBuf::into_os_string));
        let command = duct::cmd("rustfmt", arguments).dir(self.workspace.root());
        self.run("rustfmt --check", &command)
    }

    fn run(&self, label: impl fmt::Display, command: &Expression) -> Result<End, Stop> {
        task::run(self.screen, &label.to_string(), command)?;
        Ok(End::Passed(String::new()))
    }

    /// Runs a `command` that tests; what it has written is the result.
    fn output(&self, step: &Step, command: &Expression) -> Result<String, Stop> {
        let output = task::run(self.screen, &step.to_string(), command)?;
        let mut tested = self.tested.lock().expect("no thread panics here");
        tested.reported.read(self.workspace.root(), &output);
        tested.steps.insert(step.to_string());
        Ok(output)
    }

    /// Runs a `command` that tests, and counts.
    fn test(&self, step: &Step, command: &Expression) -> Result<End, Stop> {
        let output = self.output(step, command)?;
        Ok(match passed(&output) {
            0 => End::Failed(format!("no test was run:\n{output}")),
            count => End::Passed(format!("{count} tests passed")),
        })
    }

    /// What has the tests run that are ignored otherwise, if they are to be.
    fn ignored(&self) -> &'static [&'static str] {
        match self.deep {
            true => &["--", "--include-ignored"],
            false => &[],
        }
    }

    /// Judges by what the steps that test have run, all of them.
    fn every_test(&self) -> Result<End, Stop> {
        let tested = self.tested.lock().expect("no thread panics here");
        let steps = steps::all(self.workspace).into_iter();
        let missing: Vec<String> = steps
            .filter(Step::tests)
            .map(|step| step.to_string())
            .filter(|name| !tested.steps.contains(name))
            .collect();
        if !missing.is_empty() {
            let why = format!(
                "it sums up steps of which some have not passed: {}",
                missing.join(", ")
            );
            return Ok(End::Skipped(why));
        }
        let comparison = every_test::compare(self.workspace, &tested.reported)?;
        for test in &comparison.skipped {
            self.screen.say(&format!("not run: {test}"));
        }
        let (ran, skipped) = (comparison.ran, comparison.skipped.len());
        Ok(match &comparison.missing[..] {
            [] => End::Passed(format!("{ran} tests were run, {skipped} skipped")),
            missing => End::Failed(format!("no step runs these tests:\n{}", missing.join("\n"))),
        })
    }

    /// The documentation of what is there only in a build for a checker.
    fn doc(&self, step: &Step, kind: Kind) -> Result<End, Stop> {
        let directory = cargo::cfg_target(self.workspace, kind.name);
        let directory = directory.to_string_lossy();
        let packages = packages(&members::documented(self.workspace, kind));
        let build = ["--profile", PROFILE, "--target-dir", &directory];
        let args = [&["doc", "--no-deps"], &build[..], &packages].concat();
        let flags = env::var("RUSTDOCFLAGS").unwrap_or_default();
        let flags = format!("{flags} --cfg {} -D warnings", kind.name);
        let command = cargo::with_cfg(&self.command(&args), kind.name);
        self.run(step, &command.env("RUSTDOCFLAGS", flags))
    }

    fn gaps(&self, step: &Step, kind: Kind) -> Result<End, Stop> {
        let directory = cargo::cfg_target(self.workspace, kind.name);
        let directory = directory.to_string_lossy();
        let package = kind.package();
        let test = ["test", "--package", &package, "--test", GAPS];
        let rest = ["--profile", PROFILE, "--target-dir", &directory];
        let command = self.command(&[&test[..], &rest].concat());
        let output = self.output(step, &cargo::with_cfg(&command, kind.name))?;
        let page = gaps::read_page(self.workspace)?;
        Ok(match gaps::compare(&page, kind.name, &output) {
            Ok(count) => End::Passed(format!("{count} gaps as documented")),
            Err(difference) => End::Failed(difference),
        })
    }

    /// Runs what the primitives test by themselves where the checker is there.
    fn primitives(&self, step: &Step, kind: Kind) -> Result<End, Stop> {
        let directory = cargo::cfg_target(self.workspace, kind.name);
        let directory = directory.to_string_lossy();
        let packages = packages(&members::know(self.workspace, kind));
        let build = ["--profile", PROFILE, "--target-dir", &directory];
        let test = [
            &["test", "--tests", "--features", kind.name],
            &packages[..],
            &build,
        ];
        let command = cargo::with_cfg(&self.command(&test.concat()), kind.name);
        self.test(step, &command)
    }

    /// Runs what the suite and the program test only where the checker is there.
    fn counterexamples(&self, step: &Step, kind: Kind) -> Result<End, Stop> {
        let directory = cargo::cfg_target(self.workspace, kind.name);
        let directory = directory.to_string_lossy();
        let packages = packages(&members::framework(self.workspace, kind));
        let build = ["--profile", PROFILE, "--target-dir", &directory];
        let test = [
            &["test", "--lib", "--test", "counterexamples"],
            &packages[..],
            &build,
            &["--", "--nocapture"],
        ];
        let command = self.command(&test.concat());
        let output = self.output(step, &cargo::with_cfg(&command, kind.name))?;
        Ok(match compared(&output) {
            0 => End::Failed(format!("no counterexample was compared:\n{output}")),
            count => End::Passed(format!("{count} counterexamples as they were")),
        })
    }

    fn check(&self, checker: Checker) -> Result<End, Stop> {
        let selection = Selection {
            with: &[checker],
            filters: &[],
            deep: self.deep,
            jobs: self.jobs,
            shard: None,
            fresh: true,
        };
        let explored = explore::run(self.screen, self.workspace, &selection)?;
        let (passed, failed) = Summary::of(&explored.outcomes).counts();
        let surprises = surprises(self.workspace, &explored.outcomes);
        let outcomes = explored.outcomes.into_iter();
        let mut all = self.outcomes.lock().expect("no thread panics here");
        all.extend(outcomes.map(|outcome| (checker, outcome)));
        Ok(match &explored.skipped[..] {
            [why, ..] => End::Skipped(why.clone()),
            [] if passed + failed == 0 => End::Failed(format!("{} has no checks", checker.name())),
            [] if failed == 0 => End::Passed(format!("{passed} checks as expected")),
            [] => End::Failed(surprises.join("\n")),
        })
    }

    fn mutate(&self) -> Result<End, Stop> {
        let mutated = mutate::run(
            self.screen,
            self.workspace,
            &Checker::DEFAULT,
            &[],
            match self.deep {
                true => Effort::Whole,
                false => Effort::Least,
            },
            self.jobs,
        )?;
        let summary = mutate::Summary::of(&mutated.entries);
        Ok(match summary.verdict() {
            Verdict::Pass => {
                self.screen.say(&mutated.seen);
                End::Passed(summary.to_string())
            }
            _ => End::Failed(format!("{summary}\n{}", mutated.survivors())),
        })
    }

    fn example(&self, example: &Example) -> Result<End, Stop> {
        let printed = example.run(self.screen, self.workspace)?;
        let last = |it: &Printed| {
            let last = it.output.lines().last().unwrap_or_default();
            format!("{}: {last}", it.name)
        };
        let results: Vec<String> = printed.iter().map(last).collect();
        let mut all = self.printed.lock().expect("no thread panics here");
        all.extend(printed.into_iter().map(|it| (it.name, it.output)));
        Ok(End::Passed(results.join("; ")))
    }

    /// Compares the pages with what the steps before have found, as far as they have run.
    fn pages(&self) -> Result<End, Stop> {
        let steps = steps::all(self.workspace);
        let outcomes = self.outcomes();
        let printed = self.printed.lock().expect("no thread panics here");
        let mut examples = example::all(self.workspace).into_iter();
        let has_run = |example: Example| {
            let first = format!("{} ", example.name);
            printed.keys().any(|name| name.starts_with(&first))
        };
        let evidence = pages::Evidence {
            // The pages have the numbers of the quick sizes.
            outcomes: (have_all_run(&outcomes) && !self.deep).then_some(&outcomes),
            printed: examples.all(has_run).then_some(&printed),
            steps: &steps,
        };
        let left_out = match (evidence.outcomes, evidence.printed) {
            (Some(_), Some(_)) => "",
            (None, Some(_)) => {
                "; skipped: numbers of executions, which the steps `check` print without --deep"
            }
            (Some(_), None) => "; skipped: transcripts, which the steps `example` print",
            (None, None) => {
                "; skipped: numbers and transcripts, which the steps `check` (without --deep) and `example` print"
            }
        };
        let compared = pages::compare(self.workspace, &evidence)?;
        Ok(if compared.wrong.is_empty() {
            let count = compared.count;
            End::Passed(format!("{count} places are as the pages say{left_out}"))
        } else {
            End::Failed(compared.wrong.join("\n"))
        })
    }

    /// Judges by the outcomes of the steps that check, which must have been run.
    fn layers(&self) -> Result<End, Stop> {
        let outcomes = self.outcomes();
        if !have_all_run(&outcomes) {
            let steps = Checker::DEFAULT.map(|checker| format!("`check {}`", checker.name()));
            let why = format!("it sums up the steps {}", steps.join(", "));
            return Ok(End::Skipped(why));
        }
        let standings = layers::standings(layers::all().as_ref(), &outcomes)?;
        let unsound: Vec<String> = layers::failures(&standings)
            .into_iter()
            .map(|outcome| format!("{}: {}", outcome.row.check.object, outcome.row.violation))
            .collect();
        Ok(match &unsound[..] {
            [] => End::Passed(format!("{} layers stand", standings.len())),
            _ => End::Failed(unsound.join("\n")),
        })
    }

    fn boot(&self, cpus: u32, profile: Profile) -> Result<End, Stop> {
        let image = boot::build(self.screen, self.workspace, profile)?;
        let boot = Plan::new(cpus, profile).run(self.screen, &image, false)?;
        results::write(self.workspace, "boot.json", &boot.report)?;
        Ok(match boot.report.result {
            Verdict::Pass => End::Passed(format!("{} self-tests passed", boot.report.tests.len())),
            _ => End::Failed(boot.explain()),
        })
    }
}

/// Whether every checker that layers are judged by is among `outcomes`.
fn have_all_run(outcomes: &[Outcome]) -> bool {
    let has_run = |checker: Checker| {
        let mut rows = outcomes.iter().map(|outcome| &outcome.row);
        rows.any(|row| row.check.checker == checker.name())
    };
    Checker::DEFAULT.into_iter().all(has_run)
}

/// The end of a step whose target is not there, nor can be added: in continuous
/// integration the machine must be given it.
fn without_target(why: &str, in_ci: bool) -> End {
    match in_ci {
        true => End::Failed(why.to_owned()),
        false => End::Skipped(why.to_owned()),
    }
}

/// The end of a step that found these violations.
fn found(violations: Vec<String>) -> End {
    match &violations[..] {
        [] => End::Passed(String::new()),
        _ => End::Failed(violations.join("\n")),
    }
}

/// How many tests cargo says have passed, in all its programs.
fn passed(output: &str) -> usize {
    let said = |line: &str| {
        let (_, rest) = line.split_once("test result: ok. ")?;
        rest.split(' ').next()?.parse::<usize>().ok()
    };
    output.lines().filter_map(said).sum()
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
    fn a_target_that_is_missing_is_never_a_pass() {
        let why = "no target".to_owned();
        assert_eq!(without_target(&why, false), End::Skipped(why.clone()));
        assert_eq!(without_target(&why, true), End::Failed(why));
    }

    #[test]
    fn tests_that_passed_are_counted_over_all_programs() {
        let two = "test result: ok. 9 passed; 0 failed\n…\ntest result: ok. 3 passed; 0 failed";
        assert_eq!(passed(two), 12);
        assert_eq!(passed("running 0 tests"), 0);
    }

    #[test]
    fn a_test_without_its_checker_has_compared_nothing() {
        let empty = "running 0 tests\n\ntest result: ok. 0 passed; 0 failed";
        assert_eq!(compared(empty), 0);
        let ran = "running 1 test\ncounterexamples compared: 8\ntest … ok\n";
        assert_eq!(compared(ran), 8);
    }
}
