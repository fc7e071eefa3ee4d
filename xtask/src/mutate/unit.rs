//! The primitives' own tests, run on the host's threads with a mutant on.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use latchwork_mutation::SWITCH;
use latchwork_suite::report::{Description, Mode, Row, Verdict};
use serde::Deserialize;

use crate::ground::cargo;
use crate::ground::child::{self, Exit, Finished, last_lines};
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::{PRIMITIVES, Workspace};
use crate::model::outcome::Outcome;
use crate::model::programs::{CURVES, KINDS, PROFILE};

/// What stands for these tests where others have the name of their checker.
pub(crate) const HUNTER: &str = "tests";

/// A package that is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tested {
    pub(super) name: String,
    /// Its folder, from the root.
    pub(super) folder: String,
    /// Those of its features that switch no checker on, and no simulated machine.
    pub(super) features: Vec<String>,
}

/// The packages of the primitives.
pub(crate) fn packages(workspace: &Workspace) -> Vec<Tested> {
    let packages = workspace.packages_under(PRIMITIVES);
    let tested = packages.map(|package| {
        let features = package.features.keys();
        let switches = || KINDS.into_iter().chain([CURVES]);
        let no_checker = |name: &&String| switches().all(|kind| kind.name != **name);
        Tested {
            name: package.name.clone(),
            folder: workspace.folder(package),
            features: features.filter(no_checker).cloned().collect(),
        }
    });
    tested.collect()
}

/// A test program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnitTest {
    /// The folder of its package.
    folder: String,
    /// The library or the file of tests.
    target: String,
    /// The program.
    path: PathBuf,
    /// Where it is run: in its package's folder, as cargo does.
    directory: PathBuf,
}

/// Builds the test programs of `packages`.
pub(crate) fn build(
    screen: &Screen,
    workspace: &Workspace,
    packages: &[Tested],
) -> Result<Vec<UnitTest>, Stop> {
    let directory = workspace.target().join(HUNTER);
    let mut args: Vec<OsString> = ["test", "--no-run", "--lib", "--tests"]
        .map(Into::into)
        .into();
    args.push("--message-format=json-render-diagnostics".into());
    args.extend(["--profile", PROFILE, "--target-dir"].map(Into::into));
    args.push(directory.into());
    for Tested { name, features, .. } in packages {
        args.extend(["--package".into(), name.into()]);
        for feature in features {
            args.extend(["--features".into(), format!("{name}/{feature}").into()]);
        }
    }
    let command = cargo::in_root(workspace, args);
    let label = "building the primitives' tests";
    // Cargo's progress is on standard error, the messages on standard output.
    let attempt = task::attempt(screen, label, &command.stdout_stderr_swap())?;
    if !attempt.ending.success() {
        return Err(task::failed(screen, label, &attempt));
    }
    let mut tests = programs(workspace, &attempt.stderr);
    let mut error = None;
    tests.retain(|test| match test.is_empty() {
        Ok(empty) => !empty,
        Err(stop) => {
            error.get_or_insert(stop);
            false
        }
    });
    error.map_or(Ok(tests), Err)
}

/// The test programs among cargo's messages.
fn programs(workspace: &Workspace, messages: &str) -> Vec<UnitTest> {
    #[derive(Deserialize)]
    struct Message {
        manifest_path: PathBuf,
        target: Target,
        profile: Profile,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
        kind: Vec<String>,
    }
    #[derive(Deserialize)]
    struct Profile {
        test: bool,
    }
    let parsed = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let mut tests: Vec<Message> = parsed.filter(|message| message.profile.test).collect();
    // Those beside the code are the quickest.
    tests.sort_by_key(|it| it.target.kind != ["lib"]);
    let tests = tests.into_iter().filter_map(|it| {
        let directory = it.manifest_path.parent()?.to_owned();
        Some(UnitTest {
            folder: workspace.shorten(&directory).to_string_lossy().into_owned(),
            target: it.target.name,
            path: it.executable?,
            directory,
        })
    });
    tests.collect()
}

impl UnitTest {
    /// It as a check of its package: the object is the package's folder.
    pub(crate) fn description(&self) -> Description {
        Description {
            id: format!("{} {}", self.folder, self.target),
            object: self.folder.clone(),
            layer: String::new(),
            rests_on: String::new(),
            property: HUNTER.to_owned(),
            checker: HUNTER.to_owned(),
            client: String::new(),
            mode: Mode::Random,
            expected: Verdict::Pass,
            violates: String::new(),
            weight: 0,
            deep: false,
        }
    }

    /// Whether it has no tests: they may all be for another build.
    fn is_empty(&self) -> Result<bool, Stop> {
        let mut empty = true;
        let list = child::tied(&self.path, ["--list".into()]);
        child::follow(&list, None, |line| empty &= !line.ends_with(": test")).map_err(|error| {
            Stop::io(format_args!("cannot run {}", self.path.display()), &error)
        })?;
        Ok(empty)
    }

    /// Runs its tests with one mutant on; 0 is none. What is violated is the first test
    /// that fails, and each test is an execution.
    pub(crate) fn run(&self, mutant: usize, limit: Duration) -> Result<Outcome, Stop> {
        let command = child::tied(&self.path, []).dir(&self.directory);
        let command = command.env(SWITCH, mutant.to_string());
        let command = command.env("RUST_BACKTRACE", "0");
        let begin = Instant::now();
        let mut output = String::new();
        let finished = child::follow(&command, Some(limit), |line| {
            output.push_str(line);
            output.push('\n');
        });
        let check = self.description();
        let finished =
            finished.map_err(|error| Stop::io(format_args!("cannot run {}", check.id), &error))?;
        Ok(judge(
            check,
            &finished,
            &output,
            begin.elapsed().as_secs_f64(),
        ))
    }
}

/// What came of a test program that wrote `output`.
fn judge(check: Description, finished: &Finished, output: &str, seconds: f64) -> Outcome {
    let (passed, failed) = tests(output);
    let failed = failed.first().copied();
    let detail = match (&finished.ending, failed) {
        (Exit::TimeLimit(_), _) => "time limit",
        (Exit::Status(0), None) if passed == 0 => "no test was run",
        (Exit::Status(0), None) | (_, Some(_)) => {
            return Outcome::found(Row {
                executions: passed + u64::from(failed.is_some()),
                blocked: None,
                seconds,
                result: match failed {
                    None => Verdict::Pass,
                    Some(_) => Verdict::Fail,
                },
                detail: String::new(),
                violated: failed.unwrap_or_default().to_owned(),
                violation: failed.map_or_else(String::new, |_| last_lines(output, 12)),
                counterexample: None,
                replay: None,
                shard: None,
                missing: Vec::new(),
                check,
            });
        }
        (_, None) => "crashed",
    };
    let said = format!("{}\n{}", last_lines(output, 12), finished.stderr);
    Outcome::broken(&check, seconds, detail, said)
}

/// How many tests have passed, and which have failed, by what a test program says.
pub(super) fn tests(output: &str) -> (u64, Vec<&str>) {
    let mut passed = 0;
    let mut failed = Vec::new();
    for line in output.lines() {
        let said = line
            .strip_prefix("test ")
            .and_then(|it| it.split_once(" ... "));
        match said {
            Some((_, "ok")) => passed += 1,
            // A test that must panic has that behind its name.
            Some((name, "FAILED")) => failed.push(name.split(' ').next().unwrap_or(name)),
            _ => {}
        }
    }
    (passed, failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::tests::package;

    #[test]
    fn a_package_is_tested_with_all_features_but_the_checkers() {
        let mut low = package("primitives/low", &[]);
        for feature in ["spec", KINDS[0].name, CURVES.name] {
            low.features.insert(feature.into(), Vec::new());
        }
        let workspace = Workspace::of(vec![low, package("above", &["primitives/low"])]);
        let tested = Tested {
            name: "latchwork-low".into(),
            folder: "primitives/low".into(),
            features: vec!["spec".into()],
        };
        assert_eq!(packages(&workspace), [tested]);
    }

    #[test]
    fn the_test_programs_are_found_among_the_messages() {
        let messages = r#"{"reason":"compiler-artifact","manifest_path":"/w/primitives/low/Cargo.toml","target":{"name":"low","kind":["lib"]},"profile":{"test":false},"executable":null}
{"reason":"compiler-artifact","manifest_path":"/w/primitives/low/Cargo.toml","target":{"name":"waits","kind":["test"]},"profile":{"test":true},"executable":"/t/waits"}
{"reason":"build-finished","success":true}"#;
        let [test] = &programs(&Workspace::of(Vec::new()), messages)[..] else {
            panic!("there is one")
        };
        let description = test.description();
        assert_eq!(description.id, "primitives/low waits");
        assert_eq!(description.object, "primitives/low");
        assert_eq!(test.directory, PathBuf::from("/w/primitives/low"));
    }

    fn outcome(ending: Exit, output: &str) -> Outcome {
        let finished = Finished {
            ending,
            stderr: String::new(),
        };
        let test = UnitTest {
            folder: "primitives/low".into(),
            target: "waits".into(),
            path: "waits".into(),
            directory: "/w".into(),
        };
        judge(test.description(), &finished, output, 0.5)
    }

    #[test]
    fn the_first_test_that_fails_is_what_is_violated() {
        let output = "running 3 tests\ntest a::one ... ok\ntest a::two - should panic ... FAILED\n\
                      test a::three ... FAILED\n";
        let failed = outcome(Exit::Status(101), output);
        assert!(!failed.as_expected);
        assert_eq!(failed.row.violated, "a::two");
        assert_eq!(failed.row.executions, 2);
        let passed = outcome(Exit::Status(0), "test a::one ... ok\n");
        assert!(passed.as_expected);
        assert_eq!(passed.row.executions, 1);
    }

    #[test]
    fn a_program_that_says_nothing_has_not_passed() {
        for (ending, detail) in [
            (Exit::Status(0), "no test was run"),
            (Exit::Signal("SIGABRT".into()), "crashed"),
            (Exit::TimeLimit(Duration::from_secs(1)), "time limit"),
        ] {
            let ended = outcome(ending, "running 0 tests\n");
            assert!(!ended.as_expected);
            assert_eq!(ended.row.detail, detail);
        }
    }
}
