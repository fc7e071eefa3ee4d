//! The files that a package is made of.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::ground::stop::Stop;

/// The files under `directory` with one of `extensions`, build directories aside.
pub(crate) fn files(directory: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, Stop> {
    let is_source = |entry: &DirEntry| entry.depth() == 0 || entry.file_name() != "target";
    let mut files = Vec::new();
    for entry in WalkDir::new(directory).into_iter().filter_entry(is_source) {
        let entry = entry.map_err(|error| {
            let what = format!("cannot list {}", directory.display());
            Stop::io(what, &error.into())
        })?;
        let extension = entry.path().extension();
        if extension.is_some_and(|it| extensions.iter().any(|extension| it == *extension)) {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}
