//! Mutants that nothing switches on, since they are in what is computed or demanded at
//! compile time: each is built by itself, in a copy of the workspace that holds no other.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZero;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use latchwork_mutation::{Mutant, Source};

use super::hunt::{Fate, Kill};
use super::queue;
use super::scratch::Scratch;
use super::unit::{self, HUNTER, Tested, tests};
use crate::ground::cargo;
use crate::ground::package::Package;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::{PRIMITIVES, Workspace};
use crate::model::programs::KINDS;

/// When a build and the tests that follow it count as hung.
const LIMIT: Duration = Duration::from_secs(600);

/// With a mutant they count as hung after this time, and after this many times what they
/// take without.
const PATIENCE: (Duration, u32) = (Duration::from_secs(180), 10);

/// What a mutant goes through, the quickest first.
const STAGES: [Stage; 3] = [Stage::Compiler, Stage::Tests, Stage::Documentation];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// It compiles, with the tests of its package and of the checks:
    /// some tests are no more than types.
    Compiler,
    /// The tests of its package pass.
    Tests,
    /// The tests in its documentation pass, too: code that must not compile is there.
    Documentation,
}

impl Stage {
    /// The name of whoever kills a mutant here.
    fn hunter(self) -> &'static str {
        match self {
            Stage::Compiler => "compiler",
            Stage::Tests => HUNTER,
            Stage::Documentation => "documentation",
        }
    }
}

/// Hunts mutants of `sources`.
pub(crate) struct Alone<'a> {
    mutants: &'a [Mutant],
    sources: &'a [Source],
    packages: Vec<Tested>,
    /// The package of the checks, which stands on all primitives.
    above: Option<&'a str>,
    /// The copies that nobody works in.
    copies: Mutex<Vec<Copy>>,
}

/// A copy of the workspace, and what is known to pass in it, with the time that it takes.
#[derive(Debug)]
struct Copy {
    scratch: Scratch,
    fit: BTreeMap<(String, Stage), Duration>,
}

impl<'a> Alone<'a> {
    /// Makes a copy of `workspace` for each of `jobs`.
    pub(crate) fn new(
        workspace: &'a Workspace,
        mutants: &'a [Mutant],
        sources: &'a [Source],
        jobs: NonZero<usize>,
    ) -> Result<Self, Stop> {
        let copy = |job: usize| {
            Ok(Copy {
                scratch: Scratch::of(workspace, &format!("mutate/alone-{job}"), &[])?,
                fit: BTreeMap::new(),
            })
        };
        Ok(Self {
            mutants,
            sources,
            packages: unit::packages(workspace),
            above: above(workspace),
            copies: Mutex::new((1..=jobs.get()).map(copy).collect::<Result<_, Stop>>()?),
        })
    }

    /// Hunts the mutants with these `numbers`, `jobs` at a time; fates are in their order.
    pub(crate) fn run(
        &self,
        screen: &Screen,
        jobs: NonZero<usize>,
        numbers: &[usize],
        finished: impl Fn(usize, &Fate) + Sync,
    ) -> Result<Vec<Fate>, Stop> {
        let site = |number: usize| self.mutants[number - 1].site();
        let fate = |number, running: &dyn Fn(&str)| {
            let copy = self.copies.lock().expect("no thread panics").pop();
            let mut copy = copy.expect("there is one for each thread");
            let fate = self.fate(screen, number, &mut copy, |stage| running(stage.hunter()));
            self.copies.lock().expect("no thread panics").push(copy);
            fate
        };
        queue::run(screen, jobs, numbers, site, fate, finished)
    }

    fn fate(
        &self,
        screen: &Screen,
        number: usize,
        copy: &mut Copy,
        running: impl Fn(Stage),
    ) -> Result<Fate, Stop> {
        let mutant = &self.mutants[number - 1];
        let of = |it: &&Tested| mutant.file.starts_with(&format!("{}/", it.folder));
        let package = self.packages.iter().find(of);
        let package = package.expect("each source is in a package");
        let source = self.sources.iter().find(|it| it.file == mutant.file);
        let text = &source.expect("each mutant is in a source").text;
        let file = copy.scratch.workspace.root().join(&mutant.file);
        let write = |text: &str| {
            fs::write(&file, text)
                .map_err(|error| Stop::io(format_args!("cannot write {}", file.display()), &error))
        };
        let mut fate = Fate::default();
        for stage in STAGES {
            running(stage);
            let fit = (package.name.clone(), stage);
            if !copy.fit.contains_key(&fit) {
                let begin = Instant::now();
                let attempt = self.attempt(screen, copy, package, stage, LIMIT)?;
                if !attempt.ending.success() {
                    return Err(Stop::Failed(format!(
                        "{} fails without any mutant, so it can kill none\n{}",
                        name(package, stage),
                        task::failed(screen, stage.hunter(), &attempt).message()
                    )));
                }
                copy.fit.insert(fit.clone(), begin.elapsed());
            }
            let limit = PATIENCE.0.max(copy.fit[&fit] * PATIENCE.1);
            let begin = Instant::now();
            write(&mutant.made_in(text))?;
            let attempt = self.attempt(screen, copy, package, stage, limit);
            write(text)?;
            let attempt = attempt?;
            let (passed, failed) = tests(&attempt.output);
            fate.executions += passed;
            fate.seconds += begin.elapsed().as_secs_f64();
            if !attempt.ending.success() {
                let error = || {
                    attempt
                        .output
                        .lines()
                        .find(|line| line.starts_with("error"))
                };
                let hang = || attempt.ending.timed_out().then_some("hang");
                let violated = failed.first().copied().or_else(hang).or_else(error);
                fate.killed = Some(Kill {
                    check: name(package, stage),
                    checker: stage.hunter().to_owned(),
                    violated: violated.unwrap_or("crash").to_owned(),
                });
                break;
            }
        }
        Ok(fate)
    }

    /// Whether what is in `copy` passes within `limit`.
    fn attempt(
        &self,
        screen: &Screen,
        copy: &Copy,
        package: &Tested,
        stage: Stage,
        limit: Duration,
    ) -> Result<task::Attempt, Stop> {
        let workspace = &copy.scratch.workspace;
        let target = workspace.target().to_string_lossy();
        let mut args: Vec<&str> = match stage {
            Stage::Compiler => vec!["check", "--lib", "--tests"],
            Stage::Tests => vec!["test", "--lib", "--tests"],
            Stage::Documentation => vec!["test", "--doc"],
        };
        args.extend(["--target-dir", &target, "--package", &package.name]);
        if let Some(above) = self.above.filter(|_| stage == Stage::Compiler) {
            args.extend(["--package", above]);
        }
        let features: Vec<String> = package
            .features
            .iter()
            .map(|it| format!("{}/{it}", package.name))
            .collect();
        args.extend(features.iter().flat_map(|it| ["--features", it.as_str()]));
        let command = cargo::in_root_within(workspace, limit, &args);
        // Little changes between two builds.
        let command = command
            .env("CARGO_INCREMENTAL", "1")
            .env("CARGO_TERM_COLOR", "never");
        let command = command
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("RUST_BACKTRACE", "0");
        task::attempt(
            &screen.without_lines(),
            stage.hunter(),
            &command.stderr_to_stdout(),
        )
    }
}

fn name(package: &Tested, stage: Stage) -> String {
    format!("{} {}", package.folder, stage.hunter())
}

/// The package that the checkers' programs are built with and that stands on all
/// primitives: it can say something of each.
fn above(workspace: &Workspace) -> Option<&str> {
    let programs = KINDS.map(|kind| kind.package());
    let is_program = |it: &&Package| programs.contains(&it.name);
    let program = workspace.packages().iter().find(is_program)?;
    let stands_on_all = |package: &&Package| {
        let on = workspace.built_with(package);
        let mut all = workspace.packages_under(PRIMITIVES);
        all.all(|it| on.iter().any(|on| on.name == it.name))
    };
    let below = workspace.built_with(program).into_iter();
    let mut below = below.filter(|it| !is_program(it) && stands_on_all(it));
    let is_primitive = |it: &Package| workspace.folder(it).starts_with(PRIMITIVES);
    // The nearest: others below it may stand on all primitives, too.
    let above = below.find(|it| !is_primitive(it));
    above.map(|it| it.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::tests::package;

    #[test]
    fn what_the_checks_are_in_stands_on_all_primitives() {
        let all = ["primitives/low", "primitives/other"];
        let program = format!("{}-tests", KINDS[0].name);
        let workspace = Workspace::of(vec![
            package(all[0], &[]),
            package(all[1], &[all[0]]),
            package("text", &[]),
            package("partly", &[all[0], "text"]),
            package("elsewhere", &[all[1]]),
            package("machine", &[all[1]]),
            package("checks", &[all[1], "partly", "machine"]),
            package(&program, &["checks"]),
        ]);
        assert_eq!(above(&workspace), Some("latchwork-checks"));
    }
}
