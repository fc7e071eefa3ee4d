//! Miri over the unit tests of the primitives: undefined behaviour and data races,
//! under random schedules and weak memory.

use std::env;
use std::ops::Range;
use std::time::{Duration, Instant};

use latchwork_layer::{Layer, Object};
use latchwork_suite::report::{Description, Mode, Row, Verdict};

use crate::cli::Checker;
use crate::ground::cargo;
use crate::ground::child::last_lines;
use crate::ground::package::Package;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task::{self, Attempt};
use crate::ground::workspace::Workspace;
use crate::model::layers;
use crate::model::outcome::Outcome;
use crate::model::rows;
use crate::setup::toolchain;

/// The checker's name in the results.
const NAME: &str = Checker::Miri.name();

/// The folder of the packages whose tests run.
const FOLDER: &str = "primitives";

/// Every test runs once with each seed, but for documentation tests and those of
/// [`ONE_CPU`], which run with the first alone.
const SEEDS: u32 = 16;

/// The modules with tests of one CPU at a time: no schedule of theirs differs from another.
const ONE_CPU: &str = "one_cpu::";

/// When a package counts as hung.
const LIMIT: Duration = Duration::from_secs(600);

/// A check for each package of the primitives.
pub(crate) fn descriptions(workspace: &Workspace) -> Result<Vec<Description>, Stop> {
    let all = layers::all();
    let bottom_up = layers::placed(all.as_ref(), [])?;
    let description = |package: &Package| {
        let layer = layer(&workspace.built_with(package), &bottom_up);
        Description {
            id: format!("{NAME}/{}", package.name),
            object: package.name.clone(),
            layer: layer.name.into(),
            rests_on: layer.rests_on.first().map_or("", |it| it.name).into(),
            property: "no undefined behaviour, no data race".into(),
            checker: NAME.into(),
            client: "tests".into(),
            mode: Mode::Random,
            expected: Verdict::Pass,
            violates: String::new(),
            weight: 60,
            deep: false,
        }
    };
    Ok(workspace.packages_under(FOLDER).map(description).collect())
}

/// The highest of the layers whose objects one of `packages` specifies: a package, and
/// what it is built with. One without objects belongs to the lowest layer.
fn layer(packages: &[&Package], bottom_up: &[&'static Layer]) -> &'static Layer {
    let specifies = |object: &Object, package: &&Package| {
        let specification = object.specification.split("::").next();
        specification == Some(&package.name.replace('-', "_"))
    };
    let is_theirs = |layer: &&&'static Layer| {
        let mut objects = layer.objects.iter();
        objects.any(|object| packages.iter().any(|package| specifies(object, package)))
    };
    let highest = bottom_up.iter().rev().find(is_theirs);
    highest.or(bottom_up.first()).expect("there are layers")
}

/// Whether `check` is one of [`descriptions`].
pub(crate) fn runs(check: &Description) -> bool {
    check.checker == NAME
}

/// Runs `checks` one after the other, since Miri runs the seeds in parallel; or says
/// why that is skipped.
pub(crate) fn run(
    screen: &Screen,
    workspace: &Workspace,
    checks: &[&Description],
) -> Result<Result<Vec<Outcome>, String>, Stop> {
    if checks.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    if let Err(why) = toolchain::miri(screen) {
        return Ok(Err(format!("miri: {why}")));
    }
    let outcomes: Result<Vec<Outcome>, Stop> = checks
        .iter()
        .map(|check| run_one(screen, workspace, check))
        .collect();
    outcomes.map(Ok)
}

fn run_one(screen: &Screen, workspace: &Workspace, check: &Description) -> Result<Outcome, Stop> {
    let begin = Instant::now();
    let tests = |seeds, which: &[&str]| tests(screen, workspace, &check.object, seeds, which);
    let mut attempt = tests(0..1, &[])?;
    if attempt.ending.success() {
        let others = tests(1..SEEDS, &["--tests", "--", "--skip", ONE_CPU])?;
        attempt.ending = others.ending;
        attempt.output += &others.output;
    }
    let executions = passed(&attempt.output);
    let mut row = Row {
        check: check.clone(),
        executions,
        blocked: None,
        seconds: begin.elapsed().as_secs_f64(),
        result: Verdict::Pass,
        detail: format!("{SEEDS} seeds, documentation and one CPU once"),
        violated: String::new(),
        violation: String::new(),
        counterexample: None,
        replay: None,
        shard: None,
        missing: Vec::new(),
    };
    if !attempt.ending.success() {
        row.result = Verdict::Fail;
        row.violated = check.property.clone();
        row.violation = format!("{}\n{}", attempt.ending, excerpt(&attempt.output));
    } else if executions == 0 {
        row.result = Verdict::Fail;
        row.violation = "no test ran".into();
    }
    let outcome = Outcome::found(row);
    screen.finished(&rows::line(&outcome));
    Ok(outcome)
}

/// Runs those tests of the package called `name` that the arguments `which` choose, with
/// each of `seeds`.
fn tests(
    screen: &Screen,
    workspace: &Workspace,
    name: &str,
    seeds: Range<u32>,
    which: &[&str],
) -> Result<Attempt, Stop> {
    let mut packages = workspace.packages().iter();
    let package = packages.find(|package| package.name == name);
    // Some tests need a package's features. None runs under a checker here, so checkers
    // need not be built.
    let features = package.map_or_else(Vec::new, Package::light_features);
    let features = features.join(",");
    let test = ["miri", "test", "--package", name, "--features", &features];
    let flags = env::var("MIRIFLAGS").unwrap_or_default();
    let seeds = format!("-Zmiri-many-seeds={}..{}", seeds.start, seeds.end);
    let command = cargo::nightly(workspace, LIMIT, &[&test, which].concat())
        .env("MIRIFLAGS", format!("{flags} {seeds}"))
        // A test that panics would spend most of its time on its backtrace.
        .env("RUST_BACKTRACE", "0");
    let label = format!("miri {name}");
    task::attempt(&screen.without_lines(), &label, &command.stderr_to_stdout())
}

/// The tests that passed, over all seeds. Seeds run at the same time and write into
/// each other's lines, but never into these few words.
fn passed(output: &str) -> u64 {
    let before = |text: &str| {
        text.rsplit(' ')
            .next()
            .and_then(|count| count.parse::<u64>().ok())
    };
    let mut parts: Vec<&str> = output.split(" passed;").collect();
    parts.pop();
    parts.into_iter().filter_map(before).sum()
}

/// The first error in `output`, or else its end.
fn excerpt(output: &str) -> String {
    let plain = anstream::adapter::strip_str(output).to_string();
    let error: Vec<&str> = plain
        .lines()
        .skip_while(|line| !line.starts_with("error"))
        .take(24)
        .collect();
    if error.is_empty() {
        last_lines(&plain, 12)
    } else {
        error.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::tests::package;

    #[test]
    fn a_package_belongs_to_the_highest_layer_that_it_specifies() {
        const fn object(specification: &'static str) -> Object {
            Object {
                name: "a thing",
                specification,
                rely: "",
                guarantee: "",
            }
        }
        const fn layer(name: &'static str, objects: &'static [Object]) -> Layer {
            let rests_on = &[];
            Layer {
                name,
                objects,
                rests_on,
            }
        }
        static LOWER: Layer = layer("lower", &[object("latchwork_low::Spec")]);
        static HIGHER: Layer = layer("higher", &[object("latchwork_high::Spec")]);
        let [low, high, other] =
            ["any/low", "any/high", "any/other"].map(|folder| package(folder, &[]));
        let of = |packages: &[&Package]| super::layer(packages, &[&LOWER, &HIGHER]).name;
        assert_eq!(of(&[&high, &low]), "higher");
        assert_eq!(of(&[&low, &other]), "lower");
        assert_eq!(of(&[&other, &high]), "higher");
        assert_eq!(of(&[&other]), "lower");
    }

    #[test]
    fn tests_are_counted_over_interleaved_seeds() {
        let output = "running 3 tests\ntest tests::a ... test tests::a ... ok\nok\n\
            test result: ok\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured\
            . 12 passed; 0 failed; 1 ignored; finished in 0.33s; finished in 0.38s\n";
        assert_eq!(passed(output), 14);
    }

    #[test]
    fn no_result_is_no_test() {
        assert_eq!(passed("error: could not compile\n"), 0);
        assert_eq!(passed("test result: ok. 0 passed; 0 failed\n"), 0);
    }

    #[test]
    fn the_excerpt_begins_at_the_error() {
        let output = "running\n\u{1b}[31merror\u{1b}[0m: Undefined Behavior: race\n --> a.rs\n";
        assert_eq!(
            excerpt(output),
            "error: Undefined Behavior: race\n --> a.rs"
        );
        assert_eq!(excerpt("a\nb\n"), "a\nb");
    }
}
