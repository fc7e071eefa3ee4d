//! Where things are.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::ground::cargo;
use crate::ground::stop::Stop;

/// The workspace of the current directory, as cargo sees it.
#[derive(Debug, Deserialize)]
pub(crate) struct Workspace {
    workspace_root: PathBuf,
    target_directory: PathBuf,
    packages: Vec<Package>,
}

/// A member.
#[derive(Debug, Deserialize)]
struct Package {
    manifest_path: PathBuf,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn find() -> Result<Self, Stop> {
        let ask = cargo::program_with(["metadata", "--no-deps", "--format-version", "1"]);
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
        }
    }

    /// The directories of the members.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Path> {
        let manifests = self.packages.iter().map(|it| it.manifest_path.as_path());
        manifests.filter_map(Path::parent)
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
