//! Which packages of the workspace may know which, and what they are called.

use crate::ground::package::{Dependency, Package};
use crate::ground::workspace::Workspace;

/// The packages in a folder, and the folders that they may know: in dependencies and
/// build dependencies, optional or not, for any target. What only tests depend on is
/// free. `*` stands for any folder.
struct Row {
    folder: &'static str,
    knows: &'static [&'static str],
}

const fn row(folder: &'static str, knows: &'static [&'static str]) -> Row {
    Row { folder, knows }
}

/// The first row with a package's folder is its own.
const TABLE: &[Row] = &[
    // They know nothing of the rest.
    row("coherence", &[]),
    row("explore", &[]),
    row("mutation", &[]),
    // What kernels depend on. The objects stand on the locks, and on each other.
    row("primitives/atomic", &["coherence", "explore"]),
    row("primitives/cpu", &["primitives/atomic"]),
    row("primitives/layer", &["primitives/atomic"]),
    row(
        "primitives/lock",
        &["primitives/atomic", "primitives/cpu", "primitives/layer"],
    ),
    row("primitives/*", &["primitives/*"]),
    // The kernel.
    row("kernel-lib", &["primitives/*"]),
    row("kernel", &["kernel-lib", "primitives/*"]),
    // The checks. The framework knows no object but locks.
    row(
        "suite",
        &[
            "coherence",
            "explore",
            "primitives/atomic",
            "primitives/cpu",
            "primitives/layer",
            "primitives/lock",
        ],
    ),
    row("checks", &["suite", "kernel-lib", "primitives/*"]),
    row("explore-tests", &["checks"]),
    row("loom-tests", &["checks"]),
    row("shuttle-tests", &["checks"]),
    // Nothing depends on these, but what draws curves on the locks of examples.
    row(
        "curves",
        &[
            "examples/*",
            "suite",
            "primitives/atomic",
            "primitives/lock",
        ],
    ),
    row("codegen", &["primitives/*"]),
    row("benches", &["codegen", "coherence", "primitives/*"]),
    row("examples/*", &["suite", "primitives/*"]),
    row(
        "xtask",
        &[
            "checks",
            "coherence",
            "explore",
            "kernel-lib",
            "mutation",
            "primitives/layer",
            "suite",
        ],
    ),
];

/// The name of the table, for errors.
const PLACE: &str = "TABLE in xtask/src/gate/arrows.rs";

/// What is wrong with the packages of `workspace`.
pub(crate) fn violations(workspace: &Workspace) -> Vec<String> {
    let packages = workspace.packages().iter();
    packages
        .flat_map(|package| {
            let folder = workspace.folder(package);
            let name = misnamed(&folder, &package.name);
            name.into_iter().chain(forbidden(workspace, package))
        })
        .collect()
}

/// The arrows of `package` that are not in the table.
fn forbidden(workspace: &Workspace, package: &Package) -> Vec<String> {
    let folder = workspace.folder(package);
    let Some(row) = TABLE.iter().find(|row| matches(row.folder, &folder)) else {
        return vec![format!(
            "{folder}/Cargo.toml: no row of {PLACE} is for the folder {folder}\n  \
             Add one that says which folders it may know, and add it to the rows of those that \
             may know it; or move it to primitives/ or examples/, whose rows are for any folder"
        )];
    };
    let arrow = |dependency: &&Dependency| {
        let path = dependency.path.as_deref()?;
        let to = workspace.shorten(path).to_string_lossy().replace('\\', "/");
        let allowed = row.knows.iter().any(|it| matches(it, &to));
        (!allowed && !dependency.is_dev()).then(|| {
            let allowed = match row.knows {
                [] => "no package of the workspace".to_owned(),
                knows => knows.join(", "),
            };
            let kind = match &dependency.kind {
                Some(kind) => format!("{kind} dependency"),
                None => "dependency".to_owned(),
            };
            format!(
                "{folder}/Cargo.toml: {folder} must not know {to} (the {kind} {})\n  \
                 Tests aside it may know: {allowed} ({PLACE})",
                dependency.name
            )
        })
    };
    let dependencies = package.dependencies.iter();
    dependencies.filter_map(|it| arrow(&it)).collect()
}

/// Whether `folder` is what `pattern` says.
fn matches(pattern: &str, folder: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(parent) => folder.starts_with(parent),
        None => folder == pattern,
    }
}

/// That the package in `folder` is not called so, if it is not.
fn misnamed(folder: &str, name: &str) -> Option<String> {
    let last = folder.rsplit('/').next().unwrap_or_default();
    let must = match folder.split('/').next() {
        Some("xtask") => "xtask".to_owned(),
        Some("examples") => format!("latchwork-example-{}", last.replace('_', "-")),
        _ => format!("latchwork-{last}"),
    };
    (name != must).then(|| {
        format!(
            "{folder}/Cargo.toml: the package is called {name}\n  \
             Packages are called as their folders: call it {must}"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::tests::package;

    fn of(folder: &str, on: &[&str]) -> Vec<String> {
        violations(&Workspace::of(vec![package(folder, on)]))
    }

    #[test]
    fn our_packages_know_what_they_may() {
        let workspace = Workspace::find().expect("we are in one");
        assert_eq!(violations(&workspace), [""; 0]);
    }

    #[test]
    fn an_arrow_against_the_table_is_named() {
        let wrong = of("suite", &["primitives/lock", "checks"]);
        let [wrong] = &wrong[..] else {
            panic!("{wrong:?}")
        };
        for part in [
            "suite/Cargo.toml: suite must not know checks (the dependency latchwork-checks)",
            "it may know: coherence, explore, primitives/atomic, primitives/cpu, primitives/layer, primitives/lock (TABLE in",
        ] {
            assert!(wrong.contains(part), "{wrong}");
        }
    }

    #[test]
    fn every_floor_is_held_up_by_those_below_it() {
        for (folder, above) in [
            ("explore", "primitives/layer"),
            ("mutation", "explore"),
            ("primitives/atomic", "primitives/layer"),
            ("primitives/layer", "primitives/lock"),
            ("primitives/lock", "primitives/made-up"),
            ("primitives/made-up", "suite"),
            ("primitives/made-up", "kernel-lib"),
            ("kernel-lib", "kernel"),
            ("kernel", "suite"),
            ("suite", "primitives/made-up"),
            ("checks", "loom-tests"),
            ("loom-tests", "explore-tests"),
            ("benches", "suite"),
            ("examples/made-up", "checks"),
            ("xtask", "primitives/lock"),
            ("checks", "xtask"),
            ("kernel-lib", "benches"),
            ("loom-tests", "examples/made-up"),
        ] {
            let wrong = of(folder, &[above]);
            assert!(
                wrong.iter().any(|it| it.contains("must not know")),
                "{folder} {above}"
            );
            let built = of(folder, &[&format!("build:{above}")]);
            assert!(
                built
                    .iter()
                    .any(|it| it.contains("(the build dependency latchwork-")),
                "{built:?}"
            );
            let tested = of(folder, &[&format!("dev:{above}")]);
            assert!(!tested.iter().any(|it| it.contains("must not know")));
        }
    }

    #[test]
    fn a_new_object_needs_no_row_and_any_other_new_folder_does() {
        let objects = ["primitives/atomic", "primitives/lock", "primitives/older"];
        assert_eq!(of("primitives/made-up", &objects), [""; 0]);
        assert_eq!(of("checks", &["suite", "primitives/made-up"]), [""; 0]);
        let wrong = of("made-up", &[]);
        let [wrong] = &wrong[..] else {
            panic!("{wrong:?}")
        };
        assert!(wrong.contains("no row of TABLE in"), "{wrong}");
        assert!(wrong.contains("Add one that says"), "{wrong}");
    }

    #[test]
    fn a_package_is_called_as_its_folder() {
        for (folder, good, bad) in [
            (
                "primitives/one",
                "latchwork-one",
                "latchwork-primitives-one",
            ),
            ("suite", "latchwork-suite", "suite"),
            ("examples/a_b", "latchwork-example-a-b", "latchwork-a-b"),
            ("xtask", "xtask", "latchwork-xtask"),
        ] {
            assert_eq!(misnamed(folder, good), None);
            let wrong = misnamed(folder, bad).expect("is wrong");
            assert!(wrong.contains(&format!("call it {good}")), "{wrong}");
        }
    }
}
