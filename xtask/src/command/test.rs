//! `cargo xtask test`: every test.

use std::env;
use std::num::NonZero;
use std::time::{Duration, Instant};

use comfy_table::Table;
use duct::Expression;
use latchwork_suite::report::Verdict;

use crate::cli::{Accel, Checker, Profile, TestArgs};
use crate::command::check::{self, Selection};
use crate::gate::gaps;
use crate::gate::steps::{self, Step};
use crate::ground::cargo;
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::table::{self, bad, good, noted, number};
use crate::ground::task;
use crate::ground::time;
use crate::ground::workspace::Workspace;
use crate::image::boot::{self, PACKAGE, Plan};
use crate::model::filter;
use crate::model::layers;
use crate::model::outcome::Outcome;
use crate::model::programs::{Kind, PROFILE};
use crate::model::summary::{Summary, surprises};
use crate::mutate;
use crate::setup::consent::Consent;
use crate::setup::toolchain::{self, IMAGE_TARGET};

/// When one run of cargo counts as hung, by default and if all is to be run.
const LIMITS: [Duration; 2] = [Duration::from_secs(600), Duration::from_secs(3600)];

/// The explorer, which is tested by itself: without optimizations it is slow.
const EXPLORER: &str = "latchwork-explore";

/// How a step ended, with what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    Passed(String),
    Failed(String),
    Skipped(String),
}

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &TestArgs,
) -> Result<Verdict, Stop> {
    let steps = choose(steps::all(), &args.filter)?;
    set_up(screen, &steps, Consent::new(args.yes))?;
    let mut run = Run {
        screen: &screen.without_lines(),
        workspace,
        deep: args.deep,
        jobs: args.jobs,
        outcomes: Vec::new(),
    };
    let bar = screen.bar("steps", steps.len());
    let mut table = table::table(&["step", "result", "time", ""]);
    let mut count = Count::default();
    for step in steps {
        let begin = Instant::now();
        let end = match run.step(step) {
            Ok(end) => end,
            Err(stop) => End::Failed(stop.message().to_owned()),
        };
        let seconds = time::show(begin.elapsed().as_secs_f64());
        show(screen, step, &end, &seconds);
        count.add(&end);
        add(&mut table, step, &end, seconds);
        bar.inc(1);
    }
    drop(bar);
    if !run.outcomes.is_empty() {
        check::write(screen, workspace, &run.outcomes, args.filter.is_empty())?;
    }
    anstream::println!();
    table::print(&table);
    anstream::println!(
        "\n{} passed, {} failed, {} skipped",
        count.passed,
        count.failed,
        count.skipped
    );
    Ok(if count.failed == 0 {
        Verdict::Pass
    } else {
        Verdict::Fail
    })
}

/// How many steps ended how.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Count {
    fn add(&mut self, end: &End) {
        match end {
            End::Passed(_) => self.passed += 1,
            End::Failed(_) => self.failed += 1,
            End::Skipped(_) => self.skipped += 1,
        }
    }
}

/// The steps that one of `filters` matches; all if there are none.
fn choose(steps: Vec<Step>, filters: &[String]) -> Result<Vec<Step>, Stop> {
    let names: Vec<String> = steps.iter().map(Step::to_string).collect();
    let stranger = filters
        .iter()
        .find(|filter| !names.iter().any(|name| filter::contains(name, filter)));
    if let Some(stranger) = stranger {
        let words = names
            .iter()
            .flat_map(|name| name.split(' '))
            .chain(names.iter().map(String::as_str));
        let near = filter::suggest(stranger, words.collect());
        return Err(Stop::Missing(format!(
            "no step matches `{stranger}`{near}\nThe steps are: {}",
            names.join(", ")
        )));
    }
    let chosen = steps.into_iter().zip(names).filter(|(_, name)| {
        filters.is_empty() || filters.iter().any(|filter| filter::contains(name, filter))
    });
    Ok(chosen.map(|(step, _)| step).collect())
}

/// Sees to it that the steps find what they need, before any of them runs.
fn set_up(screen: &Screen, steps: &[Step], consent: Consent) -> Result<(), Stop> {
    let mut components: Vec<_> = steps.iter().filter_map(|step| step.component()).collect();
    components.dedup();
    for (subcommand, component) in components {
        toolchain::component(screen, subcommand, component)?;
    }
    if steps.iter().any(|step| step.boots()) {
        boot::set_up(screen, consent, Accel::Tcg)?;
    }
    Ok(())
}

fn show(screen: &Screen, step: Step, end: &End, seconds: &str) {
    match end {
        End::Passed(text) if screen.verbose() => {
            screen.say(&format!("pass: {step}, {seconds}\n{text}"))
        }
        End::Passed(_) => screen.finished(&format!("pass: {step}, {seconds}")),
        End::Failed(text) => screen.say(&format!("FAIL: {step}, {seconds}\n{text}")),
        End::Skipped(why) => screen.say(&format!("SKIPPED: {step}: {why}")),
    }
}

fn add(table: &mut Table, step: Step, end: &End, seconds: String) {
    let (cell, text) = match end {
        End::Passed(text) => (good("pass"), text.as_str()),
        End::Failed(_) => (bad("FAIL"), "see above"),
        End::Skipped(why) => (noted("skipped"), why.as_str()),
    };
    table.add_row([step.to_string().into(), cell, number(seconds), text.into()]);
}

/// A run of the steps.
#[derive(Debug)]
struct Run<'a> {
    screen: &'a Screen,
    workspace: &'a Workspace,
    deep: bool,
    jobs: NonZero<usize>,
    outcomes: Vec<Outcome>,
}

impl Run<'_> {
    fn step(&mut self, step: Step) -> Result<End, Stop> {
        match step {
            Step::Format => self.cargo(&["fmt", "--all", "--check"]),
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
                let clippy = ["clippy", "--package", kind.package, "--all-targets"];
                let rest = ["--target-dir", &directory, "--", "-D", "warnings"];
                let command = self.command(&[&clippy[..], &rest].concat());
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
            Step::Test(Profile::Dev) => self.cargo(&["test", "--workspace", "--exclude", EXPLORER]),
            Step::Test(Profile::Release) => {
                self.cargo(&["test", "--workspace", "--exclude", EXPLORER, "--release"])
            }
            Step::Explorer => {
                let test = ["test", "--package", EXPLORER, "--profile", PROFILE];
                let all: &[&str] = if self.deep {
                    &["--", "--include-ignored"]
                } else {
                    &[]
                };
                self.cargo(&[&test[..], all].concat())
            }
            Step::Build(target) => match toolchain::target(self.screen, target) {
                Err(stop) => Ok(End::Skipped(stop.message().to_owned())),
                // It depends on all the others.
                Ok(()) => {
                    self.cargo(&["build", "--package", "latchwork-sched", "--target", target])
                }
            },
            Step::Gaps(kind) => self.gaps(kind),
            Step::Counterexamples(kind) => self.counterexamples(step, kind),
            Step::Check(checker) => self.check(checker),
            Step::Layers => self.layers(),
            Step::Example(example) => example.run(self.screen, self.workspace).map(End::Passed),
            Step::Boot(cpus, profile) => self.boot(cpus, profile),
            Step::Provoke(provocation) => {
                let image = boot::build(self.screen, self.workspace, Profile::Release)?;
                let boot = provocation.plan().run(self.screen, &image, false)?;
                Ok(provocation
                    .judge(&boot)
                    .map_or_else(End::Failed, End::Passed))
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

    fn run(&self, label: impl std::fmt::Display, command: &Expression) -> Result<End, Stop> {
        task::run(self.screen, &label.to_string(), command)?;
        Ok(End::Passed(String::new()))
    }

    /// The documentation of what is there only in a build for a checker.
    fn doc(&self, step: Step, kind: Kind) -> Result<End, Stop> {
        let directory = cargo::cfg_target(self.workspace, kind.name);
        let directory = directory.to_string_lossy();
        let packages = ["latchwork-atomic", "latchwork-suite", kind.package];
        let mut args = vec!["doc", "--no-deps", "--target-dir", &directory];
        args.extend(packages.iter().flat_map(|package| ["--package", package]));
        let flags = env::var("RUSTDOCFLAGS").unwrap_or_default();
        let flags = format!("{flags} --cfg {} -D warnings", kind.name);
        let command = cargo::with_cfg(&self.command(&args), kind.name);
        self.run(step, &command.env("RUSTDOCFLAGS", flags))
    }

    fn gaps(&self, kind: Kind) -> Result<End, Stop> {
        let directory = cargo::cfg_target(self.workspace, kind.name);
        let directory = directory.to_string_lossy();
        let test = ["test", "--package", kind.package, "--test", "gaps"];
        let rest = ["--profile", PROFILE, "--target-dir", &directory];
        let command = self.command(&[&test[..], &rest].concat());
        let label = Step::Gaps(kind).to_string();
        let output = task::run(self.screen, &label, &cargo::with_cfg(&command, kind.name))?;
        let page = gaps::read_page(self.workspace)?;
        Ok(match gaps::compare(&page, kind.name, &output) {
            Ok(count) => End::Passed(format!("{count} gaps as documented")),
            Err(difference) => End::Failed(difference),
        })
    }

    /// Runs what the suite and the program test only where the checker is there.
    fn counterexamples(&self, step: Step, kind: Kind) -> Result<End, Stop> {
        let directory = cargo::cfg_target(self.workspace, kind.name);
        let directory = directory.to_string_lossy();
        let packages = ["--package", "latchwork-suite", "--package", kind.package];
        let build = ["--profile", PROFILE, "--target-dir", &directory];
        let test = [
            &["test", "--lib", "--test", "counterexamples"],
            &packages[..],
            &build,
            &["--", "--nocapture"],
        ];
        let command = self.command(&test.concat());
        let label = step.to_string();
        let output = task::run(self.screen, &label, &cargo::with_cfg(&command, kind.name))?;
        Ok(match compared(&output) {
            0 => End::Failed(format!("no counterexample was compared:\n{output}")),
            count => End::Passed(format!("{count} counterexamples as they were")),
        })
    }

    fn check(&mut self, checker: Checker) -> Result<End, Stop> {
        let selection = Selection {
            with: &[checker],
            filters: &[],
            deep: self.deep,
            jobs: self.jobs,
            shard: None,
        };
        let explored = check::explore(self.screen, self.workspace, &selection)?;
        let (passed, failed) = Summary::of(&explored.outcomes).counts();
        let surprises = surprises(self.workspace, &explored.outcomes);
        self.outcomes.extend(explored.outcomes);
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
            self.jobs,
        )?;
        let summary = mutate::Summary::of(&mutated.entries);
        Ok(match summary.verdict() {
            Verdict::Pass => End::Passed(summary.to_string()),
            Verdict::Fail => End::Failed(format!("{summary}\n{}", mutated.survivors())),
        })
    }

    /// Takes the outcomes of the steps that check, which must have been run.
    fn layers(&self) -> Result<End, Stop> {
        let checked = |checker: Checker| {
            let mut rows = self.outcomes.iter().map(|outcome| &outcome.row);
            rows.any(|row| row.check.checker == checker.name())
        };
        if !Checker::DEFAULT.into_iter().all(checked) {
            let steps = Checker::DEFAULT.map(|checker| format!("`check {}`", checker.name()));
            let why = format!("it sums up the steps {}", steps.join(", "));
            return Ok(End::Skipped(why));
        }
        let standings = layers::standings(&latchwork_suite::layers::all(), &self.outcomes)?;
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
            Verdict::Fail => End::Failed(boot.explain()),
        })
    }
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
mod tests;
