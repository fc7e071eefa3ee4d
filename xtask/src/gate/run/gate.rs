//! What the steps share while they run: what they find there, and what they leave.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt;
use std::num::NonZero;
use std::sync::Mutex;
use std::time::Duration;

use duct::Expression;
use latchwork_suite::report::Description;

use crate::cli::Checker;
use crate::gate::every_test::Reported;
use crate::gate::pages::Drawn;
use crate::gate::run::end::End;
use crate::gate::steps::Step;
use crate::ground::cargo;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::Workspace;
use crate::model::outcome::Outcome;
use crate::model::programs::{Kind, PROFILE};

/// When one run of cargo counts as hung, by default and if all is to be run. It may have
/// to share the cores with another, on a machine that has other things to do.
const LIMITS: [Duration; 2] = [Duration::from_secs(1200), Duration::from_secs(3600)];

/// The user's flags of rustdoc.
const RUSTDOCFLAGS: &str = "RUSTDOCFLAGS";

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
    /// The checks that are run with `--deep` only, and were not.
    pub(crate) left: Mutex<Vec<Description>>,
    /// What the examples have printed so far, by example and checker.
    pub(crate) printed: Mutex<BTreeMap<String, String>>,
    /// What the pages show of the curves, once those are drawn.
    pub(crate) drawn: Mutex<Option<Drawn>>,
    /// What was tested so far.
    pub(crate) tested: Mutex<Tested>,
}

/// What the steps that test have run.
#[derive(Debug, Default)]
pub(crate) struct Tested {
    /// The names of the steps that have ended.
    pub(super) steps: BTreeSet<String>,
    /// What they have said.
    pub(super) reported: Reported,
}

impl Gate<'_> {
    /// What came of the model checks, checker by checker, whichever ran first.
    pub(crate) fn outcomes(&self) -> Vec<Outcome> {
        let mut outcomes = self.outcomes.lock().expect("no thread panics here").clone();
        outcomes.sort_by_key(|(checker, _)| *checker);
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    }

    /// Cargo with `args`.
    pub(super) fn command(&self, args: &[&str]) -> Expression {
        cargo::in_root_within(self.workspace, LIMITS[usize::from(self.deep)], args)
    }

    /// Cargo's `subcommand` with `args`, where it builds for the checker of `kind`.
    pub(super) fn command_for(&self, kind: Kind, subcommand: &str, args: &[&str]) -> Expression {
        let directory = cargo::cfg_target(self.workspace, kind.name);
        let directory = directory.to_string_lossy();
        let build = [subcommand, "--profile", PROFILE, "--target-dir", &directory];
        cargo::with_cfg(&self.command(&[&build, args].concat()), kind.name)
    }

    /// `command`, whose rustdoc sees what is built for `kind`, and takes a warning for an
    /// error.
    pub(super) fn documentation(&self, command: &Expression, kind: Option<Kind>) -> Expression {
        let flags = env::var(RUSTDOCFLAGS).unwrap_or_default();
        let cfg = kind.map_or(String::new(), |kind| format!("--cfg {} ", kind.name));
        command.env(RUSTDOCFLAGS, format!("{flags} {cfg}-D warnings"))
    }

    /// Runs cargo with `args`, which must succeed.
    pub(super) fn cargo(&self, args: &[&str]) -> Result<End, Stop> {
        self.run(
            format_args!("cargo {}", args.join(" ")),
            &self.command(args),
        )
    }

    /// Runs a `command`, which must succeed.
    pub(super) fn run(&self, label: impl fmt::Display, command: &Expression) -> Result<End, Stop> {
        task::run(self.screen, &label.to_string(), command)?;
        Ok(End::Passed(String::new()))
    }

    /// Runs a `command` that tests; what it has written is the result.
    pub(super) fn output(&self, step: &Step, command: &Expression) -> Result<String, Stop> {
        let output = task::run(self.screen, &step.to_string(), command)?;
        let mut tested = self.tested.lock().expect("no thread panics here");
        tested.reported.read(self.workspace.root(), &output);
        tested.steps.insert(step.to_string());
        Ok(output)
    }
}
