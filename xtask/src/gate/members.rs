//! Which packages a step is about, by their folders and by what they depend on.

use crate::ground::package::Package;
use crate::ground::workspace::{PRIMITIVES, Workspace};
use crate::model::programs::Kind;

/// The folder of the explorer, which stands by itself.
const EXPLORER: &str = "explore";

/// The folders of what stands by itself, and is built alike whatever it is built for.
const ALONE: [&str; 2] = [EXPLORER, "coherence"];

/// The explorer's package.
pub(crate) fn explorer(workspace: &Workspace) -> Vec<&str> {
    let packages = workspace.packages().iter();
    let explorer = packages.filter(|it| workspace.folder(it) == EXPLORER);
    explorer.map(|it| it.name.as_str()).collect()
}

/// The packages of the primitives.
pub(crate) fn primitives(workspace: &Workspace) -> Vec<&str> {
    let packages = workspace.packages_under(PRIMITIVES);
    packages.map(|it| it.name.as_str()).collect()
}

/// The packages that are published.
pub(crate) fn published(workspace: &Workspace) -> Vec<&Package> {
    let packages = workspace.packages().iter();
    packages.filter(|it| it.is_published()).collect()
}

/// The packages whose tests may turn out otherwise in optimized code without debug
/// assertions: the primitives, and those whose manifest says so. The other tests run once:
/// what they test reads text and writes text, on one thread, and debug assertions can
/// only make them fail more often.
pub(crate) fn depend_on_profile(workspace: &Workspace) -> Vec<&str> {
    let is_primitive = |it: &Package| workspace.folder(it).split('/').next() == Some(PRIMITIVES);
    let packages = workspace.packages().iter();
    let chosen = packages.filter(|it| is_primitive(it) || it.is_tested_optimized());
    chosen.map(|it| it.name.as_str()).collect()
}

/// The checker program of `kind`, and what it is built with.
fn checked(workspace: &Workspace, kind: Kind) -> Vec<&Package> {
    let name = kind.package();
    let program = workspace.packages().iter().find(|it| it.name == name);
    program.map_or_else(Vec::new, |program| {
        workspace.built_under(kind.name, program)
    })
}

/// What is another in a build for `kind`.
fn differ(workspace: &Workspace, kind: Kind) -> impl Iterator<Item = &Package> {
    let all = checked(workspace, kind).into_iter();
    all.filter(|it| !ALONE.contains(&&*workspace.folder(it)))
}

/// The packages whose documentation is another in a build for `kind`.
pub(crate) fn documented(workspace: &Workspace, kind: Kind) -> Vec<&str> {
    let all = differ(workspace, kind);
    all.map(|it| it.name.as_str()).collect()
}

/// The packages that have tests of their own in a build for `kind`: the program, and
/// the framework that it is built with.
pub(crate) fn framework(workspace: &Workspace, kind: Kind) -> Vec<&str> {
    let primitives = primitives(workspace);
    let tested = differ(workspace, kind).filter(|it| !it.is_tested_on_the_host_alone());
    let names = tested.map(|it| it.name.as_str());
    names.filter(|name| !primitives.contains(name)).collect()
}

/// The primitives that know of the checker `kind`, as a feature of that name: they
/// have tests of their own under it.
pub(crate) fn know(workspace: &Workspace, kind: Kind) -> Vec<&str> {
    let packages = workspace.packages_under(PRIMITIVES);
    let know = packages.filter(|it| it.features.contains_key(kind.name));
    know.map(|it| it.name.as_str()).collect()
}

/// `--package` in front of each of `names`.
pub(crate) fn packages<'a>(names: &[&'a str]) -> Vec<&'a str> {
    names.iter().flat_map(|name| ["--package", name]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::tests::package;
    use crate::model::programs::KINDS;

    /// `package`, whose manifest says that its tests are run optimized, too.
    fn optimized(package: Package) -> Package {
        let metadata = r#"{"gate": {"optimized": true}}"#;
        Package {
            metadata: Some(serde_json::from_str(metadata).expect("is such a table")),
            ..package
        }
    }

    /// `package`, whose manifest says that its tests are for the host.
    fn on_the_host(package: Package) -> Package {
        let metadata = r#"{"gate": {"host-tests": true}}"#;
        Package {
            metadata: Some(serde_json::from_str(metadata).expect("is such a table")),
            ..package
        }
    }

    fn workspace() -> Workspace {
        let kind = KINDS[0].name;
        Workspace::of(vec![
            package(ALONE[0], &[]),
            package(ALONE[1], &[]),
            package("primitives/low", &ALONE),
            package("primitives/new", &["primitives/low"]),
            package("frame", &["primitives/low"]),
            package("text", &[]),
            optimized(package("stress", &["dev:frame"])),
            on_the_host(package("machine", &["primitives/low"])),
            package(&format!("{kind}-tests"), &["frame", "machine", "dev:text"]),
        ])
    }

    #[test]
    fn a_new_package_takes_part_by_its_folder_and_its_dependencies() {
        let (workspace, kind) = (workspace(), KINDS[0]);
        let program = format!("{}-tests", kind.name);
        let names = |names: Vec<&str>| names.join(" ").replace("latchwork-", "");
        assert_eq!(names(primitives(&workspace)), "low new");
        assert_eq!(names(explorer(&workspace)), EXPLORER);
        assert_eq!(published(&workspace).len(), workspace.packages().len());
        assert_eq!(names(depend_on_profile(&workspace)), "low new stress");
        assert_eq!(
            names(documented(&workspace, kind)),
            format!("{program} frame machine low")
        );
        assert_eq!(
            names(framework(&workspace, kind)),
            format!("{program} frame")
        );
    }

    #[test]
    fn who_may_go_to_no_registry_is_not_published() {
        let private = Package {
            publish: Some(Vec::new()),
            ..package("inner", &[])
        };
        let workspace = Workspace::of(vec![private, package("outer", &[])]);
        let names: Vec<&str> = published(&workspace)
            .iter()
            .map(|it| it.name.as_str())
            .collect();
        assert_eq!(names, ["latchwork-outer"]);
    }
}
