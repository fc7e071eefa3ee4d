//! A copy of the workspace whose primitives hold every mutant, under `target/`.
//!
//! It stays between runs, so that only what changed is compiled again.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use latchwork_mutation::{Source, schemata};
use walkdir::{DirEntry, WalkDir};

use super::sources::{ROOT, read};
use super::unit::{self, Tested, UnitTest};
use crate::cli::Checker;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::model::programs::{self, Program};

/// The copy. No other run uses it while this is alive.
#[derive(Debug)]
pub(crate) struct Scratch {
    /// The copy, which builds beside itself.
    pub(crate) workspace: Workspace,
    _lock: File,
}

impl Scratch {
    /// Copies `workspace` to the folder `name` of its target directory, with every mutant of
    /// `sources` that can be switched on.
    pub(crate) fn of(workspace: &Workspace, name: &str, sources: &[Source]) -> Result<Self, Stop> {
        let target = workspace.target().join(name);
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
        let built = programs::build(screen, &self.workspace, with);
        built.map_err(|stop| self.explained(stop))
    }

    /// Builds the copy's tests of `packages`.
    pub(crate) fn build_tests(
        &self,
        screen: &Screen,
        packages: &[Tested],
    ) -> Result<Vec<UnitTest>, Stop> {
        let built = unit::build(screen, &self.workspace, packages);
        built.map_err(|stop| self.explained(stop))
    }

    /// Why a build of the copy fails.
    fn explained(&self, stop: Stop) -> Stop {
        match stop {
            Stop::Failed(text) => Stop::Failed(format!(
                "{text}\nThis is the copy in {}, which holds every mutant behind a switch. \
                 If `cargo xtask check` builds, one of the mutants is no program: \
                 docs/mutation.md says what to do",
                self.workspace.root().display()
            )),
            stop => stop,
        }
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
    use latchwork_mutation::Build;

    #[test]
    fn only_mutated_sources_differ_from_their_originals() {
        let text = "fn f() { x.store(y, Ordering::Release); }";
        let source = |file: &str| Source::of(file, text, Build::WHOLE).expect("it can be mutated");
        let sources = [
            source("primitives/lock/src/mcs.rs"),
            source("primitives/lock/src/lib.rs"),
        ];
        let of = |name: &str| {
            let content = content(Path::new(name), text.as_bytes(), &sources);
            String::from_utf8(content).expect("text")
        };
        assert_eq!(of("suite/src/lib.rs"), text);
        assert!(of("primitives/lock/src/mcs.rs").contains("mutant::on(1)"));
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
