//! Running cargo.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use duct::Expression;
use serde::Deserialize;

use crate::ground::child;
use crate::ground::package::Package;
use crate::ground::program;
use crate::ground::rustflags;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::Workspace;

/// Cargo with `args` in the workspace's root, coloured if the terminal is.
pub(crate) fn in_root<A: Into<OsString>>(
    workspace: &Workspace,
    args: impl IntoIterator<Item = A>,
) -> Expression {
    coloured(&program::cargo(args).dir(workspace.root()))
}

/// Cargo with `args` in the workspace's root, ended after `limit` with all that it
/// starts: for tests, which can hang.
pub(crate) fn in_root_within(workspace: &Workspace, limit: Duration, args: &[&str]) -> Expression {
    let args = args.iter().map(OsString::from);
    coloured(&child::tied_group(limit, program::path(), args).dir(workspace.root()))
}

/// Cargo of the nightly toolchain with `args` in the workspace's root, ended after
/// `limit` with all that it starts.
pub(crate) fn nightly(workspace: &Workspace, limit: Duration, args: &[&str]) -> Expression {
    let args = ["run", "nightly", "cargo"]
        .iter()
        .chain(args)
        .map(OsString::from);
    // Cargo hands on the CARGO that it finds, and Miri's runner would call ours.
    let command = child::tied_group(limit, "rustup", args).env_remove("CARGO");
    coloured(&command.dir(workspace.root()))
}

fn coloured(command: &Expression) -> Expression {
    let plain = AutoStream::choice(&std::io::stderr()) == ColorChoice::Never;
    if plain || env::var_os("CARGO_TERM_COLOR").is_some() {
        command.clone()
    } else {
        command.env("CARGO_TERM_COLOR", "always")
    }
}

/// A program of the workspace, to be built.
#[derive(Debug)]
pub(crate) struct Build<'a> {
    /// The package; its only binary is the program.
    pub(crate) package: &'a str,
    /// What else is built in the same place.
    pub(crate) beside: Beside<'a>,
    /// Features of the package that are switched on.
    pub(crate) features: &'a [&'a str],
    /// The cargo profile.
    pub(crate) profile: &'a str,
    /// The target triple, if not the host's.
    pub(crate) target: Option<&'a str>,
    /// A `--cfg` for the whole build, which then has a target directory of that name
    /// to itself: changed flags would rebuild everything else.
    pub(crate) cfg: Option<&'a str>,
}

/// What else is built in the same place, by itself. What a program shares with it is built
/// once, if it is built with every feature that one of these packages asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Beside<'a> {
    Nothing,
    /// The programs of these packages.
    Programs(&'a [&'a str]),
    /// The tests of these packages.
    Tests(&'a [&'a str]),
}

impl Build<'_> {
    /// Builds it; the path of the program is the result.
    pub(crate) fn run(&self, screen: &Screen, workspace: &Workspace) -> Result<PathBuf, Stop> {
        let mut args: Vec<OsString> = ["build", "--message-format=json-render-diagnostics"]
            .map(OsString::from)
            .into();
        args.extend(["--package", self.package, "--profile", self.profile].map(OsString::from));
        if !self.features.is_empty() {
            args.extend(["--features".into(), self.features.join(",").into()]);
        }
        if let Beside::Programs(packages) | Beside::Tests(packages) = self.beside {
            let beside = packages.iter().flat_map(|name| ["--package", name]);
            let program = workspace.packages().iter();
            let program = program.filter(|it| it.name == self.package);
            let program = program.flat_map(Package::programs);
            let program = program.flat_map(|name| ["--bin", name]);
            args.extend(beside.chain(program).map(OsString::from));
        }
        if let Beside::Tests(_) = self.beside {
            // Cargo counts the features that tests ask for if it is to build something that
            // has the dependencies of tests. No package has any example to be built.
            args.push("--examples".into());
        }
        if let Some(target) = self.target {
            args.extend(["--target", target].map(OsString::from));
        }
        if let Some(cfg) = self.cfg {
            args.extend(["--target-dir".into(), cfg_target(workspace, cfg).into()]);
        }
        let mut command = in_root(workspace, args);
        if let Some(cfg) = self.cfg {
            command = with_cfg(&command, cfg);
        }
        let label = format!("building {}", self.package);
        // Cargo's progress is on standard error, the messages on standard output.
        let attempt = task::attempt(screen, &label, &command.stdout_stderr_swap())?;
        if !attempt.ending.success() {
            return Err(task::failed(screen, &label, &attempt));
        }
        executable(&attempt.stderr)
            .ok_or_else(|| Stop::Failed(format!("{} has no program to run", self.package)))
    }
}

/// `command` with the user's compiler flags and `--cfg cfg`.
pub(crate) fn with_cfg(command: &Expression, cfg: &str) -> Expression {
    command.env(rustflags::VARIABLE, rustflags::with(&["--cfg", cfg]))
}

/// The target directory of the builds with `--cfg cfg`.
pub(crate) fn cfg_target(workspace: &Workspace, cfg: &str) -> PathBuf {
    workspace.target().join(cfg)
}

/// The program among cargo's messages.
fn executable(messages: &str) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        target: Option<Target>,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        kind: Vec<String>,
    }
    let parsed = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok());
    parsed
        .filter(|message| message.target.as_ref().is_some_and(|it| it.kind == ["bin"]))
        .find_map(|message| message.executable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_among_the_messages() {
        let messages = r#"{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"a"},"executable":null}
{"reason":"compiler-artifact","target":{"kind":["custom-build"],"name":"build"},"executable":"/t/build"}
{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"b"},"executable":"/t/b"}
{"reason":"build-finished","success":true}"#;
        assert_eq!(executable(messages), Some("/t/b".into()));
    }

    #[test]
    fn a_library_alone_is_no_program() {
        let messages = r#"{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"a"},"executable":null}
{"reason":"build-finished","success":true}"#;
        assert_eq!(executable(messages), None);
    }
}
