//! The checker programs, each built for its checker.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::thread;

use duct::Expression;
use latchwork_explore::Shard;
use latchwork_suite::report::{About, Description, Estimate, Message, Row};
use serde::de::DeserializeOwned;

use crate::cli::Checker;
use crate::ground::cargo::{Beside, Build};
use crate::ground::child::{self, Finished, last_lines};
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

/// Has a checker program speak to programs.
const JSON: &str = "--json";

/// The cargo profile of the checker programs.
pub(crate) const PROFILE: &str = "model";

/// A checker that is a program of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// The checker's name: the `--cfg` of its build, and the target directory.
    pub(crate) name: &'static str,
}

/// The checkers that are.
pub(crate) const KINDS: [Kind; 3] = [
    Kind::of(Checker::DEFAULT[0]),
    Kind::of(Checker::DEFAULT[1]),
    Kind::of(Checker::DEFAULT[2]),
];

/// The explorer, whose own tests are built where its program is.
pub(crate) const EXPLORER: Kind = KINDS[0];

/// The program that draws curves on a simulated machine: it is built as the checkers'
/// are, and checks nothing.
pub(crate) const CURVES: Kind = Kind { name: "coherence" };

impl Kind {
    const fn of(checker: Checker) -> Self {
        Kind {
            name: checker.name(),
        }
    }

    /// The package with the program: packages are called as their folders.
    pub(crate) fn package(self) -> String {
        match self {
            CURVES => "latchwork-curves".to_owned(),
            Kind { name } => format!("latchwork-{name}-tests"),
        }
    }

    /// The program of the checker called `name`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.name == name)
    }

    /// Builds the program.
    pub(crate) fn build(self, screen: &Screen, workspace: &Workspace) -> Result<Program, Stop> {
        let build = Build {
            package: &self.package(),
            beside: Beside::Nothing,
            features: &[],
            profile: PROFILE,
            target: None,
            cfg: Some(self.name),
        };
        Ok(Program {
            kind: self,
            path: build.run(screen, workspace)?,
        })
    }
}

/// The programs of `with`, built at the same time.
pub(crate) fn build(
    screen: &Screen,
    workspace: &Workspace,
    with: &[Checker],
) -> Result<Vec<Program>, Stop> {
    let asked = |kind: &Kind| with.iter().any(|checker| checker.name() == kind.name);
    let kinds: Vec<Kind> = KINDS.into_iter().filter(asked).collect();
    thread::scope(|scope| {
        let builds: Vec<_> = kinds
            .iter()
            .map(|kind| scope.spawn(|| kind.build(screen, workspace)))
            .collect();
        builds
            .into_iter()
            .map(|build| build.join().expect("a build does not panic"))
            .collect()
    })
}

/// A checker program that has been built.
#[derive(Debug)]
pub(crate) struct Program {
    /// The checker that it runs.
    pub(crate) kind: Kind,
    path: PathBuf,
}

impl Program {
    /// Its file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Its checks.
    pub(crate) fn list(&self) -> Result<Vec<Description>, Stop> {
        self.ask("list")
    }

    /// What it is, and which of its checks can be split.
    pub(crate) fn about(&self) -> Result<About, Stop> {
        self.ask("about")
    }

    /// What it prints when asked for `what` as JSON.
    fn ask<T: DeserializeOwned>(&self, what: &str) -> Result<T, Stop> {
        let mut json = String::new();
        let command = self.command([what.into(), JSON.into()]);
        let finished = child::follow(&command, None, |line| json.push_str(line))
            .map_err(|error| self.cannot_start(&error))?;
        let name = self.kind.package();
        if !finished.ending.success() {
            let said = last_lines(&finished.stderr, 12);
            return Err(Stop::Failed(format!(
                "`{name} {what}`: {}\n{said}",
                finished.ending
            )));
        }
        serde_json::from_str(&json).map_err(|error| {
            Stop::Failed(format!(
                "`{name} {what}` did not print what it should: {error}"
            ))
        })
    }

    /// Command line that runs a check as `how` says.
    pub(crate) fn check(&self, id: &str, how: How<'_>) -> Expression {
        let mut args: Vec<OsString> = vec!["run".into(), id.into(), JSON.into()];
        args.extend(how.deep.then(|| "--deep".into()));
        // Checks of two checkers may have the same name.
        let failures = how.failures.join(self.kind.name);
        args.extend(["--failures".into(), failures.into()]);
        if let Some(shard) = how.shard {
            args.extend(["--shard".into(), shard.to_string().into()]);
        }
        self.command(args)
    }

    /// Runs a saved schedule again; each line of output goes to `line`.
    pub(crate) fn replay(
        &self,
        id: &str,
        schedule: &Path,
        line: impl FnMut(&str),
    ) -> Result<Finished, Stop> {
        let command = self.command(["replay".into(), id.into(), schedule.into()]);
        child::follow(&command, None, line).map_err(|error| self.cannot_start(&error))
    }

    /// A check must mean the same on every machine, so the variables that change the
    /// checkers' bounds and seeds stay outside.
    fn command(&self, args: impl IntoIterator<Item = OsString>) -> Expression {
        let command = child::tied(&self.path, args).env("RUST_BACKTRACE", "0");
        env::vars_os()
            .map(|(name, _)| name)
            .filter(|name| {
                let name = name.to_string_lossy();
                name.starts_with("LOOM_") || name.starts_with("SHUTTLE_")
            })
            .fold(command, |command, name| command.env_remove(name))
    }

    fn cannot_start(&self, error: &std::io::Error) -> Stop {
        Stop::io(format_args!("cannot run {}", self.path.display()), error)
    }
}

/// How a check is run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct How<'a> {
    /// Further than by default.
    pub(crate) deep: bool,
    /// Where schedules that fail are saved.
    pub(crate) failures: &'a Path,
    /// This part of its executions only.
    pub(crate) shard: Option<Shard>,
}

/// What a running check has said.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    /// Executions so far.
    pub(crate) executions: u64,
    /// Blocked ones so far.
    pub(crate) blocked: u64,
    /// How many of both there may be.
    pub(crate) estimate: Option<Estimate>,
    /// Its result, once it has ended.
    pub(crate) done: Option<Row>,
}

impl Transcript {
    /// Takes a line; those that are no messages do not matter.
    pub(crate) fn line(&mut self, line: &str) {
        match serde_json::from_str(line) {
            Ok(Message::Progress {
                executions,
                blocked,
                estimate,
            }) => {
                self.executions = executions;
                self.blocked = blocked;
                self.estimate = estimate;
            }
            Ok(Message::Done(row)) => self.done = Some(*row),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::tests::{description, row};
    use latchwork_suite::report::Verdict;

    impl Program {
        /// The program of `kind` in a made-up place.
        pub(crate) fn at(kind: Kind, path: PathBuf) -> Self {
            Self { kind, path }
        }
    }

    #[test]
    fn a_transcript_ends_with_the_result() {
        let check = description("a");
        let done = Message::Done(Box::new(row(&check, Verdict::Pass)));
        let mut transcript = Transcript::default();
        let estimate =
            r#"{"progress":{"executions":16,"estimate":{"executions":90.5,"spread":7}}}"#;
        transcript.line(estimate);
        let (executions, spread) = (90.5, 7.0);
        assert_eq!(transcript.estimate, Some(Estimate { executions, spread }));
        transcript.line(r#"{"progress":{"executions":17}}"#);
        transcript.line("a line for people");
        assert_eq!((transcript.executions, &transcript.done), (17, &None));
        transcript.line(&serde_json::to_string(&done).expect("serializes"));
        assert_eq!(transcript.done, Some(row(&check, Verdict::Pass)));
    }

    #[test]
    fn a_check_is_run_as_it_is_asked_for() {
        let command = |kind: Kind, shard: Option<&str>| {
            let program = Program::at(kind, "program".into());
            let how = How {
                deep: true,
                failures: Path::new("failures"),
                shard: shard.map(|text| text.parse().expect("is one")),
            };
            format!("{:?}", program.check("Lock/2x1", how))
        };
        let [explore, loom, _] = KINDS;
        let part = command(explore, Some("2/4"));
        assert!(part.contains(r#""Lock/2x1", "--json", "--deep""#), "{part}");
        assert!(part.contains(r#""--shard", "2/4""#), "{part}");
        assert!(
            part.contains(r#""--failures", "failures/explore""#),
            "{part}"
        );
        // Another checker's failure of a check of that name is another.
        let whole = command(loom, None);
        assert!(
            whole.contains(r#""--failures", "failures/loom""#),
            "{whole}"
        );
        assert!(!whole.contains("--shard"), "{whole}");
    }

    #[test]
    fn half_a_result_is_none() {
        let mut transcript = Transcript::default();
        transcript.line(r#"{"done":{"id":"a","object":"Tick"#);
        assert_eq!(transcript.done, None);
    }

    #[test]
    fn programs_are_known_by_their_checkers() {
        for checker in Checker::DEFAULT {
            let kind = Kind::named(checker.name()).expect("it is a program");
            assert_eq!(kind.name, checker.name());
        }
        assert_eq!(Kind::named(Checker::Miri.name()), None);
    }
}
