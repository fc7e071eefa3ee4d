//! A copy of the workspace whose primitives hold every mutant, under `target/`.
//!
//! It stays between runs, so that only what changed is compiled again.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use latchwork_mutation::{Source, schemata};
use walkdir::{DirEntry, WalkDir};

use crate::cli::Checker;
use crate::ground::package::{Dependency, Package};
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::{PRIMITIVES, Workspace};
use crate::model::programs::{self, KINDS, Program};

/// The root module of a crate, within its folder.
const ROOT: &str = "src/lib.rs";

/// Every source of the primitives.
pub(crate) fn sources(workspace: &Workspace) -> Result<Vec<Source>, Stop> {
    let mut sources = Vec::new();
    let covered = workspace.packages_under(PRIMITIVES);
    for package in covered.filter(|it| !is_facade(it)) {
        for path in files(&package.directory().join("src"))? {
            let rust = path.extension().is_some_and(|it| it == "rs");
            let tests = path.iter().any(|it| it == "tests" || it == "tests.rs");
            if rust && !tests && !is_specification(&path)? {
                let text = read(&path)?;
                let text = String::from_utf8_lossy(&text);
                let file = workspace.shorten(&path).to_string_lossy();
                sources.push(Source::of(&file, &text).map_err(Stop::Failed)?);
            }
        }
    }
    Ok(sources)
}

/// Whether `package` stands on a checker itself. Each checker's build compiles another
/// part of it, most of which belongs to the checker.
fn is_facade(package: &Package) -> bool {
    let on_checker = |it: &Dependency| KINDS.iter().any(|kind| it.name == kind.name);
    package.dependencies.iter().any(on_checker)
}

/// How a module is declared that is there with specifications only.
const DECLARED: &str = "#[cfg(feature = \"spec\")]\nmod ";

/// Whether the module in `path` is one of those that checks judge by: its parent
/// declares it for builds with specifications.
fn is_specification(path: &Path) -> Result<bool, Stop> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_stem()) else {
        return Ok(false);
    };
    for parent in ["mod.rs", "lib.rs"].map(|it| folder.join(it)) {
        if parent.is_file() && parent != path {
            let text = read(&parent)?;
            if declares_specification(&String::from_utf8_lossy(&text), &name.to_string_lossy()) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether the module of this text declares the module `name` for specifications.
fn declares_specification(text: &str, name: &str) -> bool {
    text.contains(&format!("{DECLARED}{name};"))
}

/// What of the primitives has no mutants, and why, a line each.
pub(crate) fn uncovered(workspace: &Workspace) -> Vec<String> {
    let specifications = "Not covered: modules that are there with the feature `spec` only. They are \
        what checks judge by: a specification that allows more lets every check pass; their unit \
        tests check them.";
    let packages = workspace.packages_under(PRIMITIVES);
    let facades = packages.filter(|it| is_facade(it)).map(|it| {
        format!(
            "Not covered: {}. It is what stands between the primitives and the checkers: each \
                 checker's build compiles another part of it, so a mutant would be in no program \
                 of the others; its own tests check it.",
            workspace.folder(it)
        )
    });
    facades.chain([specifications.to_owned()]).collect()
}

/// The copy. No other run uses it while this is alive.
#[derive(Debug)]
pub(crate) struct Scratch {
    /// The copy, which builds beside itself.
    pub(crate) workspace: Workspace,
    _lock: File,
}

impl Scratch {
    /// Copies `workspace`, with every mutant of `sources`.
    pub(crate) fn of(workspace: &Workspace, sources: &[Source]) -> Result<Self, Stop> {
        let target = workspace.target().join("mutate");
        fs::create_dir_all(&target).map_err(|error| {
            Stop::io(format_args!("cannot create {}", target.display()), &error)
        })?;
        let lock = lock(&target.join("lock"))?;
        let root = target.join("source");
        let mut kept = BTreeSet::new();
        for original in originals(workspace)? {
            let name = workspace.shorten(&original);
            let copy = root.join(name);
            let content = content(name, &read(&original)?, sources);
            write(&copy, &content).map_err(|error| {
                Stop::io(format_args!("cannot write {}", copy.display()), &error)
            })?;
            kept.insert(copy);
        }
        // A module that is gone must not be found by a glob of the build.
        for stale in files(&root)?.iter().filter(|path| !kept.contains(*path)) {
            fs::remove_file(stale).map_err(|error| {
                Stop::io(format_args!("cannot remove {}", stale.display()), &error)
            })?;
        }
        Ok(Self {
            workspace: Workspace::at(root, target),
            _lock: lock,
        })
    }

    /// Builds the copy's checker programs of `with`.
    pub(crate) fn build(&self, screen: &Screen, with: &[Checker]) -> Result<Vec<Program>, Stop> {
        programs::build(screen, &self.workspace, with).map_err(|stop| match stop {
            Stop::Failed(text) => Stop::Failed(format!(
                "{text}\nThis is the copy in {}, which holds every mutant behind a switch. \
                 If `cargo xtask check` builds, one of the mutants is no program: \
                 docs/mutation.md says what to do",
                self.workspace.root().display()
            )),
            stop => stop,
        })
    }
}

/// One run at a time: the copy and its programs are shared.
fn lock(path: &Path) -> Result<File, Stop> {
    let cannot = |error| Stop::io(format_args!("cannot lock {}", path.display()), &error);
    let file = File::create(path).map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Stop::Missing(format!(
            "another `cargo xtask mutate` holds {}; run this again when it has ended",
            path.display()
        ))),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
    }
}

/// The files that a build reads: the members' and the workspace's own.
fn originals(workspace: &Workspace) -> Result<Vec<PathBuf>, Stop> {
    let mut originals: Vec<PathBuf> = ["Cargo.toml", "Cargo.lock"]
        .map(|name| workspace.root().join(name))
        .into();
    for member in workspace.members() {
        originals.extend(files(member)?);
    }
    Ok(originals)
}

/// What the copy of the file `name` says.
fn content(name: &Path, original: &[u8], sources: &[Source]) -> Vec<u8> {
    let mut first = 1;
    let mut text = None;
    for source in sources {
        if Path::new(&source.file) == name {
            text = Some(schemata::instrumented(&source.text, &source.mutants, first));
        }
        first += source.mutants.len();
    }
    match text {
        Some(text) if name.ends_with(ROOT) => schemata::root(&text).into_bytes(),
        Some(text) => text.into_bytes(),
        None => original.to_vec(),
    }
}

/// Every file under `directory`, sorted; build directories aside.
fn files(directory: &Path) -> Result<Vec<PathBuf>, Stop> {
    let is_source = |entry: &DirEntry| entry.depth() == 0 || entry.file_name() != "target";
    WalkDir::new(directory)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_source)
        .filter(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir()))
        .map(|entry| entry.map(DirEntry::into_path))
        .collect::<Result<_, _>>()
        .map_err(|error| {
            let what = format!("cannot list {}", directory.display());
            Stop::io(what, &error.into())
        })
}

fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    fs::read(path).map_err(|error| Stop::io(format_args!("cannot read {}", path.display()), &error))
}

/// Cargo compiles what was written: what is the same is left alone.
fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|it| it == content) {
        return Ok(());
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(path, content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_checks_judge_by_is_known_by_its_declaration() {
        let text = "mod event;\n#[cfg(feature = \"spec\")]\nmod spec;\n";
        assert!(declares_specification(text, "spec"));
        assert!(!declares_specification(text, "event"));
    }

    #[test]
    fn only_mutated_sources_differ_from_their_originals() {
        let text = "fn f() { x.store(1, Ordering::Release); }";
        let source = |file: &str| Source::of(file, text).expect("it can be mutated");
        let sources = [
            source("primitives/lock/src/a.rs"),
            source("primitives/lock/src/lib.rs"),
        ];
        let of = |name: &str| {
            let content = content(Path::new(name), text.as_bytes(), &sources);
            String::from_utf8(content).expect("text")
        };
        assert_eq!(of("suite/src/lib.rs"), text);
        assert!(of("primitives/lock/src/a.rs").contains("mutant::on(1)"));
        let root = of("primitives/lock/src/lib.rs");
        assert!(
            root.contains("mutant::on(3)") && root.contains("mod mutant"),
            "{root}"
        );
    }

    #[test]
    fn what_is_the_same_is_not_written_again() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("a/b.rs");
        write(&file, b"one").expect("writes");
        let before = fs::metadata(&file)
            .and_then(|it| it.modified())
            .expect("a time");
        write(&file, b"one").expect("leaves it");
        assert_eq!(
            fs::metadata(&file)
                .and_then(|it| it.modified())
                .expect("a time"),
            before
        );
        write(&file, b"two").expect("writes");
        assert_eq!(read(&file).expect("reads"), b"two");
    }

    #[test]
    fn one_run_at_a_time() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("lock");
        let held = lock(&path).expect("nobody holds it");
        let Err(Stop::Missing(text)) = lock(&path) else {
            panic!("two runs")
        };
        assert!(text.contains("another `cargo xtask mutate`"), "{text}");
        drop(held);
        lock(&path).expect("nobody holds it any more");
    }
}
