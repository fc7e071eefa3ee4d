//! Where things are.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::ground::package::{Dependency, Package};
use crate::ground::program;
use crate::ground::stop::Stop;

/// The folder of what another kernel depends on.
pub(crate) const PRIMITIVES: &str = "primitives";

/// The workspace of the current directory, as cargo sees it.
#[derive(Debug, Deserialize)]
pub(crate) struct Workspace {
    workspace_root: PathBuf,
    target_directory: PathBuf,
    packages: Vec<Package>,
    #[serde(default)]
    metadata: Option<Metadata>,
}

/// What the workspace's manifest says to this project.
#[derive(Debug, Deserialize)]
struct Metadata {
    gate: Option<Promises>,
}

#[derive(Debug, Deserialize)]
struct Promises {
    interface: String,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn find() -> Result<Self, Stop> {
        let ask = program::cargo(["metadata", "--no-deps", "--format-version", "1"]);
        let output = ask
            .stdout_capture()
            .stderr_capture()
            .unchecked()
            .run()
            .map_err(|error| Stop::io("cannot run cargo; is it on PATH?", &error))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(Stop::Missing(format!(
                "cargo cannot load the workspace; it says:\n{said}"
            )));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| Stop::Missing(format!("cargo metadata is not as expected: {error}")))
    }

    /// A copy of the workspace in `root`, which builds in `target`.
    pub(crate) fn at(root: PathBuf, target: PathBuf) -> Self {
        Self {
            workspace_root: root,
            target_directory: target,
            packages: Vec::new(),
            metadata: None,
        }
    }

    /// The commit whose public interfaces are promised.
    pub(crate) fn promised(&self) -> Option<&str> {
        let gate = self.metadata.as_ref()?.gate.as_ref()?;
        Some(&gate.interface)
    }

    /// The directories of the members.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Path> {
        self.packages.iter().map(Package::directory)
    }

    /// The members.
    pub(crate) fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// The members in folders under `parent`, `primitives` for instance.
    pub(crate) fn packages_under(&self, parent: &str) -> impl Iterator<Item = &Package> {
        let is_under = move |package: &&Package| {
            self.folder(package)
                .split_once('/')
                .is_some_and(|(first, _)| first == parent)
        };
        self.packages.iter().filter(is_under)
    }

    /// The folder of a member, from the root: `primitives/lock`.
    pub(crate) fn folder(&self, package: &Package) -> String {
        let names = self.shorten(package.directory()).iter();
        let names: Vec<_> = names.map(|name| name.to_string_lossy()).collect();
        names.join("/")
    }

    /// `package` and the members that it is built with, tests aside, the lowest last.
    pub(crate) fn built_with<'a>(&'a self, package: &'a Package) -> Vec<&'a Package> {
        self.reached(package, |_| true)
    }

    /// As [`built_with`](Self::built_with), in a build with `--cfg name`.
    pub(crate) fn built_under<'a>(&'a self, name: &str, package: &'a Package) -> Vec<&'a Package> {
        self.reached(package, |it| !it.is_left_out_under(name))
    }

    /// `package` and the members that it needs through what `counts`, tests aside.
    fn reached<'a>(
        &'a self,
        package: &'a Package,
        counts: impl Fn(&Dependency) -> bool,
    ) -> Vec<&'a Package> {
        let mut found = vec![package];
        let mut next = 0;
        while let Some(&package) = found.get(next) {
            next += 1;
            let needed = package.dependencies.iter();
            for dependency in needed.filter(|it| !it.is_dev() && counts(it)) {
                let member = self.packages.iter().find(|member| member.is(dependency));
                found.extend(member.filter(|it| found.iter().all(|has| has.name != it.name)));
            }
        }
        found
    }

    /// The directory of the workspace's `Cargo.toml`.
    pub(crate) fn root(&self) -> &Path {
        &self.workspace_root
    }

    /// Where cargo builds.
    pub(crate) fn target(&self) -> &Path {
        &self.target_directory
    }

    /// Where the results of the commands go.
    pub(crate) fn results(&self) -> PathBuf {
        self.target_directory.join("latchwork")
    }

    /// Where checkers save the schedules that fail, each in a directory of its own.
    pub(crate) fn failures(&self) -> PathBuf {
        self.results().join("failures")
    }

    /// `path` as the user would write it, from the root.
    pub(crate) fn shorten<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.workspace_root).unwrap_or(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::tests::package;

    impl Workspace {
        /// A made-up workspace of these packages.
        pub(crate) fn of(packages: Vec<Package>) -> Self {
            Self {
                packages,
                ..Self::at("/w".into(), "/w/target".into())
            }
        }
    }

    #[test]
    fn a_package_is_built_with_all_below_it_but_not_with_what_tests_it() {
        let workspace = Workspace::of(vec![
            package("primitives/low", &[]),
            package("primitives/high", &["primitives/low"]),
            package("tests", &["dev:primitives/low"]),
            package("top", &["build:primitives/high", "dev:tests"]),
        ]);
        let [.., tests, top] = workspace.packages() else {
            panic!("there are four")
        };
        let folders = |package| -> Vec<String> {
            let all = workspace.built_with(package);
            all.into_iter().map(|it| workspace.folder(it)).collect()
        };
        assert_eq!(folders(top), ["top", "primitives/high", "primitives/low"]);
        assert_eq!(folders(tests), ["tests"]);
        assert_eq!(workspace.packages_under("primitives").count(), 2);
    }

    #[test]
    fn what_a_build_leaves_out_is_not_needed_there_nor_what_only_that_needs() {
        let mut top = package("top", &["low", "middle"]);
        top.dependencies[1].target = Some("cfg(not(checker))".to_owned());
        let middle = package("middle", &["low", "bottom"]);
        let others = [package("low", &[]), package("bottom", &[])];
        let workspace = Workspace::of([vec![top, middle], others.to_vec()].concat());
        let under = |name| -> Vec<String> {
            let all = workspace.built_under(name, &workspace.packages()[0]);
            all.into_iter().map(|it| workspace.folder(it)).collect()
        };
        assert_eq!(under("checker"), ["top", "low"]);
        assert_eq!(under("another"), ["top", "low", "middle", "bottom"]);
    }
}
