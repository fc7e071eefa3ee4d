//! Which source the programs were built from.

use std::fs;
use std::path::PathBuf;

use crate::ground::digest;
use crate::ground::sources;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

/// A digest of the files that decide what the checker programs do: the same on every
/// machine, whatever the folder and the commit are called.
pub(crate) fn digest(workspace: &Workspace) -> Result<String, Stop> {
    let mut files: Vec<PathBuf> = ["Cargo.toml", "Cargo.lock"]
        .map(|name| workspace.root().join(name))
        .into();
    for member in workspace.members() {
        files.extend(sources::files(member, &["rs", "toml"])?);
    }
    files.sort();
    let mut parts = Vec::new();
    for file in files {
        let content = fs::read(&file)
            .map_err(|error| Stop::io(format_args!("cannot read {}", file.display()), &error))?;
        let name = workspace.shorten(&file).to_string_lossy().into_owned();
        parts.extend([name.into_bytes(), content]);
    }
    Ok(digest::of(parts.iter().map(Vec::as_slice)))
}
