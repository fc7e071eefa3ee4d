//! The packages of the workspace, as `cargo metadata` tells of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A member of the workspace.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    #[serde(default)]
    pub(crate) version: String,
    /// What its manifest says for people.
    #[serde(flatten)]
    pub(crate) about: About,
    /// The registries that it may be published on; any if it is none.
    #[serde(default)]
    pub(crate) publish: Option<Vec<String>>,
    /// Its `Cargo.toml`.
    pub(crate) manifest_path: PathBuf,
    /// What its manifest names, whatever the target and the features.
    pub(crate) dependencies: Vec<Dependency>,
    /// Its libraries, programs and tests.
    pub(crate) targets: Vec<Target>,
    /// What can be switched on, with what that switches on.
    #[serde(default)]
    pub(crate) features: BTreeMap<String, Vec<String>>,
    /// What its manifest says for these commands.
    #[serde(default)]
    pub(crate) metadata: Option<Metadata>,
}

/// The table `package.metadata` of a manifest.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Metadata {
    #[serde(default)]
    gate: ForGate,
}

/// The table `package.metadata.gate` of a manifest.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ForGate {
    /// Whether its tests may turn out otherwise in optimized code.
    #[serde(default)]
    optimized: bool,
    /// Whether its tests are for the host's threads alone, whatever it is built for.
    #[serde(default, rename = "host-tests")]
    host_tests: bool,
    /// Features that need a newer Rust than the package without them.
    #[serde(default, rename = "newer-rust")]
    newer_rust: Vec<String>,
}

/// What a manifest says for people.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct About {
    pub(crate) description: Option<String>,
    pub(crate) license: Option<String>,
    pub(crate) readme: Option<String>,
    pub(crate) rust_version: Option<String>,
    #[serde(default)]
    pub(crate) keywords: Vec<String>,
    #[serde(default)]
    pub(crate) categories: Vec<String>,
    pub(crate) repository: Option<String>,
}

impl About {
    /// What it does not say, though a registry asks for it; the repository aside.
    pub(crate) fn lacking(&self) -> Vec<&'static str> {
        let said = [
            ("description", self.description.is_some()),
            ("license", self.license.is_some()),
            ("readme", self.readme.is_some()),
            ("rust-version", self.rust_version.is_some()),
            ("keywords", !self.keywords.is_empty()),
            ("categories", !self.categories.is_empty()),
        ];
        let lacking = said.into_iter().filter(|(_, said)| !said);
        lacking.map(|(field, _)| field).collect()
    }
}

/// A dependency of a package.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Dependency {
    /// What it depends on.
    pub(crate) name: String,
    /// `build` or `dev`; a normal dependency has none.
    pub(crate) kind: Option<String>,
    /// Which versions of it will do.
    #[serde(default)]
    pub(crate) req: String,
    /// Where it is, if it is no package of a registry.
    pub(crate) path: Option<PathBuf>,
    /// The builds that have it, if not all have.
    #[serde(default)]
    pub(crate) target: Option<String>,
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
    /// Whether `cargo test` builds and runs its tests.
    pub(crate) test: bool,
    /// Whether `cargo test` runs the tests in its documentation.
    pub(crate) doctest: bool,
}

impl Package {
    /// The directory of its manifest.
    pub(crate) fn directory(&self) -> &Path {
        self.manifest_path
            .parent()
            .expect("a manifest is in a directory")
    }

    /// Whether its manifest says that its tests may turn out otherwise in optimized code.
    pub(crate) fn is_tested_optimized(&self) -> bool {
        self.metadata.as_ref().is_some_and(|it| it.gate.optimized)
    }

    /// Whether its manifest says that its tests are for the host's threads alone.
    pub(crate) fn is_tested_on_the_host_alone(&self) -> bool {
        let gate = self.metadata.as_ref().map(|it| &it.gate);
        gate.is_some_and(|gate| gate.host_tests)
    }

    /// Whether it may be published.
    pub(crate) fn is_published(&self) -> bool {
        self.publish.as_ref().is_none_or(|on| !on.is_empty())
    }

    /// Its features that add no package to what is built: not a checker, for instance,
    /// which is an optional dependency behind a feature of the checker's name.
    pub(crate) fn light_features(&self) -> Vec<&str> {
        let names = self.features.keys().map(String::as_str);
        names.filter(|name| !self.adds_a_package(name)).collect()
    }

    /// Whether the feature `name` switches an optional dependency on, by itself or by
    /// another feature. (Cargo refuses features that switch each other on in a circle.)
    fn adds_a_package(&self, name: &str) -> bool {
        let on = self.features.get(name);
        on.is_some_and(|on| {
            let mut on = on.iter();
            on.any(|it| it.starts_with("dep:") || self.adds_a_package(it))
        })
    }

    /// The names of its programs.
    pub(crate) fn programs(&self) -> impl Iterator<Item = &str> {
        let targets = self.targets.iter();
        let programs = targets.filter(|target| target.kind == ["bin"]);
        programs.map(|target| target.name.as_str())
    }

    /// Whether it has the test `name`.
    pub(crate) fn has_test(&self, name: &str) -> bool {
        let named = |target: &Target| target.name == name && target.kind == ["test"];
        self.targets.iter().any(named)
    }

    /// Whether its feature `name` needs a newer Rust than it does without.
    pub(crate) fn needs_newer_rust(&self, name: &str) -> bool {
        let said = self.metadata.as_ref();
        said.is_some_and(|it| it.gate.newer_rust.iter().any(|it| it == name))
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

    /// Whether a build with `--cfg name` does without it: its manifest says `cfg(not(name))`.
    pub(crate) fn is_left_out_under(&self, name: &str) -> bool {
        self.target.as_deref() == Some(&*format!("cfg(not({name}))"))
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
                req: "*".into(),
                path: Some(Path::new("/w").join(folder)),
                target: None,
            }
        };
        Package {
            name: name(folder),
            version: "0.0.0".into(),
            about: About::default(),
            publish: None,
            manifest_path: Path::new("/w").join(folder).join("Cargo.toml"),
            dependencies: on.iter().map(dependency).collect(),
            targets: Vec::new(),
            features: BTreeMap::new(),
            metadata: None,
        }
    }

    #[test]
    fn light_features_add_no_package_by_themselves_or_by_others() {
        let features = [
            ("all", &["spec", "checker"][..]),
            ("checker", &["model", "dep:checker"]),
            ("model", &[]),
            ("spec", &["model", "lower/spec"]),
        ];
        let owned = |on: &[&str]| on.iter().copied().map(str::to_owned).collect();
        let features = features.map(|(name, on)| (name.to_owned(), owned(on)));
        let package = Package {
            features: features.into(),
            ..package("any", &[])
        };
        assert_eq!(package.light_features(), ["model", "spec"]);
    }
}
