//! What is mutated: the sources of the primitives, and the builds that they are in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use latchwork_mutation::{Build, Source, modules};

use crate::ground::package::{Dependency, Package};
use crate::ground::sources;
use crate::ground::stop::Stop;
use crate::ground::workspace::{PRIMITIVES, Workspace};
use crate::model::programs::{CURVES, KINDS};

/// The root module of a crate, within its folder.
pub(super) const ROOT: &str = "src/lib.rs";

/// The names of the checkers, each of which is a `cfg`.
const CHECKERS: [&str; 3] = [KINDS[0].name, KINDS[1].name, KINDS[2].name];

/// Every `cfg` that a kernel is built without: those of the checkers, and of the simulated
/// machine.
const SWITCHES: [&str; 4] = [CHECKERS[0], CHECKERS[1], CHECKERS[2], CURVES.name];

/// The build of a kernel.
const KERNEL: Build<'_> = Build {
    without: &SWITCHES,
    features: false,
    tests: false,
};

/// The build that also has what checks judge by.
const JUDGED: Build<'_> = Build {
    without: &SWITCHES,
    features: true,
    tests: false,
};

/// The build of the tests without a checker: it has what they need beside what a kernel
/// has.
const TESTED: Build<'_> = Build {
    tests: true,
    ..KERNEL
};

/// The sources that have mutants.
#[derive(Debug)]
pub(crate) struct Covered {
    /// In the order of their names; the first mutant of the first is number 1.
    pub(crate) sources: Vec<Source>,
    /// Where each is, by its name.
    pub(crate) homes: BTreeMap<String, Home>,
    /// What else there is of the primitives, and why it has no mutants, a line each.
    pub(crate) uncovered: Vec<String>,
}

/// Where a source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Home {
    /// The folder of its package.
    pub(crate) folder: String,
    /// Which part of the primitives it is.
    pub(crate) part: Part,
    /// The checkers whose builds it is in.
    pub(crate) checkers: Vec<&'static str>,
}

/// A part of the primitives, by what its mistakes do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What stands between the others and the machine, or a checker: a kernel executes
    /// it, a checker mostly something else.
    Facade,
    /// What is checked.
    Object,
    /// What checks judge by.
    Specification,
    /// What the checkers' builds have besides, where tests without a checker can look at
    /// it.
    Judge,
}

/// The sources of all packages of the primitives.
pub(crate) fn covered(workspace: &Workspace) -> Result<Covered, Stop> {
    let mut covered = Covered {
        sources: Vec::new(),
        homes: BTreeMap::new(),
        uncovered: Vec::new(),
    };
    for package in workspace.packages_under(PRIMITIVES) {
        let modules = Modules::of(workspace, package)?;
        let facade = is_facade(package);
        let mut rest = Vec::new();
        for path in modules.files()? {
            let part = match (facade, modules.kernel.contains(&path)) {
                (true, true) => Part::Facade,
                (false, true) => Part::Object,
                (false, false) if modules.judged.contains(&path) => Part::Specification,
                _ if modules.tested.contains(&path) => Part::Judge,
                _ => {
                    rest.push(modules.shown(&path));
                    continue;
                }
            };
            let build = if facade { KERNEL } else { JUDGED };
            let file = workspace.shorten(&path).to_string_lossy().into_owned();
            let source = Source::of(&file, &text(&path)?, build).map_err(Stop::Failed)?;
            let checkers = CHECKERS.into_iter().zip(&modules.checked);
            let checkers = checkers.filter(|(_, built)| built.contains(&path));
            let home = Home {
                folder: workspace.folder(package),
                part,
                checkers: checkers.map(|(checker, _)| checker).collect(),
            };
            covered.homes.insert(file, home);
            covered.sources.push(source);
        }
        if !rest.is_empty() {
            covered.uncovered.push(format!(
                "Not covered: {}, in {}. They are in no kernel, but in builds for a checker or for \
                 tests, and judge or drive the checks themselves: that they find mistakes is what \
                 the controls show, and the package's own tests under each checker.",
                rest.join(", "),
                workspace.folder(package),
            ));
        }
    }
    Ok(covered)
}

/// Whether `package` itself is built with a checker, where one is switched on.
fn is_facade(package: &Package) -> bool {
    let is_checker = |it: &Dependency| CHECKERS.contains(&it.name.as_str());
    let mut on = package.dependencies.iter().filter(|it| !it.is_dev());
    on.any(is_checker)
}

/// The files of a package, by the builds that they are in.
#[derive(Debug)]
struct Modules {
    directory: PathBuf,
    kernel: BTreeSet<PathBuf>,
    judged: BTreeSet<PathBuf>,
    tested: BTreeSet<PathBuf>,
    /// Of each checker's build.
    checked: [BTreeSet<PathBuf>; CHECKERS.len()],
}

impl Modules {
    fn of(workspace: &Workspace, package: &Package) -> Result<Self, Stop> {
        let root = package.directory().join(ROOT);
        let files = |build: Build<'_>| {
            let mut files = BTreeSet::new();
            gather(workspace, &root, true, build, &mut files)?;
            Ok::<_, Stop>(files)
        };
        let with = |checker: &str| {
            let others: Vec<&str> = SWITCHES.into_iter().filter(|it| *it != checker).collect();
            files(Build {
                without: &others,
                features: true,
                tests: false,
            })
        };
        let [first, second, third] = CHECKERS.map(with);
        Ok(Self {
            directory: package.directory().join("src"),
            kernel: files(KERNEL)?,
            judged: files(JUDGED)?,
            tested: files(TESTED)?,
            checked: [first?, second?, third?],
        })
    }

    /// Every source, tests aside.
    fn files(&self) -> Result<Vec<PathBuf>, Stop> {
        let mut files = sources::files(&self.directory, &["rs"])?;
        files.retain(|path| path.iter().all(|it| it != "tests" && it != "tests.rs"));
        files.sort();
        Ok(files)
    }

    /// The path of a source, from the folder with all of them.
    fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.directory).unwrap_or(path);
        path.to_string_lossy().into_owned()
    }
}

/// Adds the module in `path` and those that it declares in `build`. It is a `root` if the
/// files of its modules are beside its own.
fn gather(
    workspace: &Workspace,
    path: &Path,
    root: bool,
    build: Build<'_>,
    into: &mut BTreeSet<PathBuf>,
) -> Result<(), Stop> {
    let file = workspace.shorten(path).to_string_lossy().into_owned();
    let declared = modules(&file, &text(path)?, build).map_err(Stop::Failed)?;
    into.insert(path.to_owned());
    let folder = if root {
        path.parent().unwrap_or(path).to_owned()
    } else {
        path.with_extension("")
    };
    for name in declared {
        let inside = folder.join(&name).join("mod.rs");
        if inside.is_file() {
            gather(workspace, &inside, true, build, into)?;
        } else {
            let beside = folder.join(format!("{name}.rs"));
            gather(workspace, &beside, false, build, into)?;
        }
    }
    Ok(())
}

/// What a file holds.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    fs::read(path).map_err(|error| Stop::io(format_args!("cannot read {}", path.display()), &error))
}

fn text(path: &Path) -> Result<String, Stop> {
    Ok(String::from_utf8_lossy(&read(path)?).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::tests::package;

    fn depends(kind: Option<&str>, checker: &str) -> Package {
        let mut package = package("primitives/low", &["primitives/lower"]);
        package.dependencies.push(Dependency {
            name: checker.into(),
            kind: kind.map(str::to_owned),
            req: "*".into(),
            path: None,
            target: None,
        });
        package
    }

    #[test]
    fn what_is_only_tested_with_a_checker_is_no_facade() {
        for checker in ["loom", "shuttle"] {
            assert!(is_facade(&depends(None, checker)));
            assert!(!is_facade(&depends(Some("dev"), checker)));
        }
        assert!(!is_facade(&depends(None, "serde")));
    }

    fn homes() -> (Covered, Vec<(String, Home)>) {
        let workspace = Workspace::find().expect("we are in one");
        let covered = covered(&workspace).expect("they can be mutated");
        let homes = covered.homes.clone().into_iter().collect();
        (covered, homes)
    }

    #[test]
    fn every_package_of_the_primitives_has_sources() {
        let workspace = Workspace::find().expect("we are in one");
        let (covered, homes) = homes();
        for package in workspace.packages_under(PRIMITIVES) {
            let folder = workspace.folder(package);
            assert!(homes.iter().any(|(_, it)| it.folder == folder), "{folder}");
        }
        assert_eq!(covered.sources.len(), homes.len());
    }

    #[test]
    fn a_source_knows_its_part_and_its_checkers() {
        let (covered, homes) = homes();
        let home = |end: &str| {
            let found = homes.iter().find(|(file, _)| file.ends_with(end));
            &found.unwrap_or_else(|| panic!("there is no {end}")).1
        };
        let native = home("waiter/native.rs");
        assert_eq!(native.part, Part::Facade);
        assert!(native.checkers.is_empty());
        assert_eq!(home("wait/polled.rs").checkers, ["loom", "shuttle"]);
        assert_eq!(home("lock/src/ticket.rs").part, Part::Object);
        assert_eq!(home("lock/src/ticket.rs").checkers, CHECKERS);
        assert_eq!(home("queue/spec.rs").part, Part::Specification);
        assert_eq!(home("ownership.rs").part, Part::Judge);
        assert_eq!(home("ownership.rs").checkers, CHECKERS);
        // What no kernel has is named.
        let uncovered = covered.uncovered.join("\n");
        for file in ["cell.rs", "gate.rs", "log/recorded.rs"] {
            assert!(
                homes.iter().all(|(name, _)| !name.ends_with(file)),
                "{file}"
            );
            assert!(uncovered.contains(file), "{uncovered}");
        }
    }
}
