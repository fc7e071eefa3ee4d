//! The packages of the workspace, as `cargo metadata` tells of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A member of the workspace.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its `Cargo.toml`.
    pub(crate) manifest_path: PathBuf,
    /// What its manifest names, whatever the target and the features.
    pub(crate) dependencies: Vec<Dependency>,
    /// Its libraries, programs and tests.
    pub(crate) targets: Vec<Target>,
    /// What can be switched on, with what that switches on.
    #[serde(default)]
    pub(crate) features: BTreeMap<String, Vec<String>>,
}

/// A dependency of a package.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Dependency {
    /// What it depends on.
    pub(crate) name: String,
    /// `build` or `dev`; a normal dependency has none.
    pub(crate) kind: Option<String>,
    /// Where it is, if it is no package of a registry.
    pub(crate) path: Option<PathBuf>,
}

/// A library, program or test of a package.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Target {
    /// Its name.
    pub(crate) name: String,
    /// `lib`, `bin`, `test`, and others.
    pub(crate) kind: Vec<String>,
    /// The file that it begins with.
    pub(crate) src_path: PathBuf,
}

impl Package {
    /// The directory of its manifest.
    pub(crate) fn directory(&self) -> &Path {
        self.manifest_path
            .parent()
            .expect("a manifest is in a directory")
    }

    /// Whether it has the test `name`.
    pub(crate) fn has_test(&self, name: &str) -> bool {
        let named = |target: &Target| target.name == name && target.kind == ["test"];
        self.targets.iter().any(named)
    }

    /// Whether a manifest that names it as `dependency` means this package.
    pub(crate) fn is(&self, dependency: &Dependency) -> bool {
        dependency.path.as_deref() == Some(self.directory())
    }
}

impl Dependency {
    /// Whether only its package's own tests are built with it.
    pub(crate) fn is_dev(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The package in `folder` of a made-up workspace in `/w`, which depends on the
    /// packages in some folders: normally, or as the word before the colon says.
    pub(crate) fn package(folder: &str, on: &[&str]) -> Package {
        let name = |folder: &str| {
            let last = folder.rsplit('/').next().unwrap_or_default();
            format!("latchwork-{last}")
        };
        let dependency = |on: &&str| {
            let (kind, folder) = match on.split_once(':') {
                Some((kind, folder)) => (Some(kind.to_owned()), folder),
                None => (None, *on),
            };
            Dependency {
                name: name(folder),
                kind,
                path: Some(Path::new("/w").join(folder)),
            }
        };
        Package {
            name: name(folder),
            manifest_path: Path::new("/w").join(folder).join("Cargo.toml"),
            dependencies: on.iter().map(dependency).collect(),
            targets: Vec::new(),
            features: BTreeMap::new(),
        }
    }
}
