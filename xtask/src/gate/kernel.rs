//! The examples that are kernels: workspaces of their own, as somebody else's would be, which
//! say in their manifests how they are run, and how each run must end.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use duct::Expression;
use serde::Deserialize;

use crate::gate::example::FOLDER;
use crate::ground::child::{self, Exit};
use crate::ground::program;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::Workspace;
use crate::setup::packages::Emulator;

/// Where they are built, as it is called in `target`.
pub(crate) const PLACE: &str = "kernels";

/// When a build, or a run that must end, counts as hung.
const LIMIT: Duration = Duration::from_secs(300);

/// For how long a run that must hang is watched: several times as long as one takes that ends.
const WATCHED: Duration = Duration::from_secs(5);

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    /// Its folder.
    pub(crate) name: String,
    directory: PathBuf,
    target: PathBuf,
    /// How it is run; or why that is not known.
    plan: Result<Plan, String>,
}

/// What its manifest says, in `package.metadata.gate`.
#[derive(Clone, Debug, Deserialize)]
struct Plan {
    /// What it is built for.
    targets: Vec<String>,
    runs: Vec<Run>,
}

/// A run, and how it must end.
#[derive(Clone, Debug, Deserialize)]
struct Run {
    /// What it is built with; no other feature is on.
    features: Vec<String>,
    ends: Ends,
    /// It says this.
    says: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Ends {
    Success,
    Failure,
    #[serde(rename = "time limit")]
    TimeLimit,
}

/// The kernels among the examples: the folders with a manifest that are no members.
pub(crate) fn all(workspace: &Workspace) -> Vec<Kernel> {
    let folder = workspace.root().join(FOLDER);
    let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
    let mut directories: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    directories.sort();
    let is_member = |directory: &PathBuf| workspace.members().any(|member| member == directory);
    let others = directories.into_iter().filter(|it| !is_member(it));
    let kernels = others.filter(|it| it.join("Cargo.toml").is_file());
    kernels
        .map(|directory| Kernel {
            name: directory
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            plan: plan(&directory.join("Cargo.toml")),
            target: workspace.target().join(PLACE),
            directory,
        })
        .collect()
}

fn plan(manifest: &Path) -> Result<Plan, String> {
    let text = fs::read_to_string(manifest).map_err(|error| error.to_string());
    text.and_then(|text| parse(&text))
        .map_err(|why| format!("{}: {why}", manifest.display()))
}

/// The plan in the text of a manifest.
fn parse(text: &str) -> Result<Plan, String> {
    #[derive(Deserialize)]
    struct Manifest {
        package: Package,
    }
    #[derive(Deserialize)]
    struct Package {
        metadata: Metadata,
    }
    #[derive(Deserialize)]
    struct Metadata {
        gate: Plan,
    }
    let manifest: Manifest = toml::from_str(text).map_err(|error| error.to_string())?;
    let plan = manifest.package.metadata.gate;
    let ends = |end| plan.runs.iter().any(|run| run.ends == end);
    if !ends(Ends::Success) || !(ends(Ends::Failure) || ends(Ends::TimeLimit)) {
        return Err("one run at least must succeed, and one must not".to_owned());
    }
    Ok(plan)
}

impl Kernel {
    /// What it is built for.
    pub(crate) fn targets(&self) -> Result<&[String], Stop> {
        match &self.plan {
            Ok(plan) => Ok(&plan.targets),
            Err(why) => Err(Stop::Failed(why.clone())),
        }
    }

    /// What boots it.
    pub(crate) fn emulators(&self) -> Vec<Emulator> {
        let targets = self.targets().unwrap_or_default().iter();
        targets.filter_map(|it| Emulator::of(it)).collect()
    }

    /// Looks at the layout of its sources.
    pub(crate) fn format(&self, screen: &Screen) -> Result<(), Stop> {
        let command = self.cargo(LIMIT, &["fmt", "--all", "--check"]);
        task::run(screen, &format!("{} fmt", self.name), &command).map(drop)
    }

    /// Lints it for `target`, and makes each of its runs; what they said last.
    pub(crate) fn run(&self, screen: &Screen, target: &str) -> Result<Vec<String>, Stop> {
        let at = self.target.to_string_lossy();
        let at = ["--locked", "--target-dir", &at, "--target", target];
        let clippy = [
            &["clippy", "--workspace"],
            &at[..],
            &["--", "-D", "warnings"],
        ]
        .concat();
        let label = format!("{} clippy {target}", self.name);
        task::run(screen, &label, &self.cargo(LIMIT, &clippy))?;
        let plan = self.plan.as_ref();
        let runs = plan.map_or(&[][..], |plan| &plan.runs).iter();
        runs.map(|run| self.make(screen, run, &at)).collect()
    }

    /// Makes a `run` with cargo's arguments `at`; what it said last.
    fn make(&self, screen: &Screen, run: &Run, at: &[&str]) -> Result<String, Stop> {
        let features = run.features.join(",");
        let label = format!("{} {features}", self.name);
        let with = [
            "--release",
            "--no-default-features",
            "--features",
            &features,
        ];
        let args = |subcommand| [&[subcommand, "--quiet"], at, &with].concat();
        task::run(screen, &label, &self.cargo(LIMIT, &args("build")))?;
        let limit = match run.ends {
            Ends::TimeLimit => WATCHED,
            Ends::Success | Ends::Failure => LIMIT,
        };
        let attempt = task::attempt(screen, &label, &self.cargo(limit, &args("run")))?;
        judge(run, &attempt.ending, &attempt.output)
            .map_err(|why| Stop::Failed(format!("{label}: {why}\n{}", attempt.output)))
    }

    /// Cargo in its own workspace, ended after `limit` with all that it starts.
    fn cargo(&self, limit: Duration, args: &[&str]) -> Expression {
        let args = args.iter().map(Into::into);
        child::tied_group(limit, program::path(), args).dir(&self.directory)
    }
}

/// What a `run` that ended so said last; or what is wrong with it.
fn judge(run: &Run, ending: &Exit, output: &str) -> Result<String, String> {
    let ends = match ending {
        ending if ending.success() => Some(Ends::Success),
        ending if ending.timed_out() => Some(Ends::TimeLimit),
        Exit::Status(_) => Some(Ends::Failure),
        Exit::Signal(_) | Exit::TimeLimit(_) => None,
    };
    if ends != Some(run.ends) {
        return Err(format!(
            "it must end by {:?}, and did by {ending}",
            run.ends
        ));
    }
    match output.contains(&run.says) {
        true => Ok(format!("{}: {}", run.features.join(" "), run.says)),
        false => Err(format!("it does not say `{}`", run.says)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
        [package]
        name = "mine"
        [package.metadata.gate]
        targets = ["x86_64-unknown-none"]
        runs = [
            { features = [], ends = "success", says = "all passed" },
            { features = ["wrong"], ends = "time limit", says = "up" },
        ]
    "#;

    #[test]
    fn a_manifest_says_how_the_kernel_is_run() {
        let plan = parse(MANIFEST).expect("is a plan");
        assert_eq!(plan.targets, ["x86_64-unknown-none"]);
        assert_eq!(plan.runs[1].features, ["wrong"]);
        let ends: Vec<Ends> = plan.runs.iter().map(|run| run.ends).collect();
        assert_eq!(ends, [Ends::Success, Ends::TimeLimit]);
    }

    #[test]
    fn a_kernel_whose_runs_cannot_fail_is_refused() {
        let why = parse(&MANIFEST.replace("time limit", "success")).expect_err("all succeed");
        assert!(why.contains("one must not"), "{why}");
        assert!(parse("[package]\nname = \"mine\"\n").is_err());
    }

    #[test]
    fn a_run_ends_as_it_must_and_says_so() {
        let plan = parse(MANIFEST).expect("is a plan");
        let [good, hangs] = &plan.runs[..] else {
            panic!("there are two")
        };
        let limit = Exit::TimeLimit(WATCHED);
        assert!(judge(good, &Exit::Status(0), "up\nall passed\n").is_ok());
        assert!(judge(good, &Exit::Status(0), "up\n").is_err());
        assert!(judge(good, &Exit::Status(1), "up\nall passed\n").is_err());
        assert!(judge(good, &limit, "up\nall passed\n").is_err());
        assert!(judge(hangs, &limit, "up\n").is_ok());
        assert!(judge(hangs, &limit, "").is_err());
        assert!(judge(hangs, &Exit::Status(0), "up\nall passed\n").is_err());
        assert!(judge(hangs, &Exit::Status(1), "up\n").is_err());
    }

    #[test]
    fn the_examples_that_are_no_members_are_kernels() {
        let workspace = Workspace::find().expect("we are in one");
        let kernels = all(&workspace);
        assert!(!kernels.is_empty());
        for kernel in kernels {
            let targets = kernel.targets().expect("it has a plan").len();
            assert_eq!(kernel.emulators().len(), targets);
        }
    }
}
