//! Which source the programs were built from.

use std::fs;
use std::hash::Hasher;
use std::path::PathBuf;

use siphasher::sip128::{Hasher128, SipHasher24};

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
    let mut hasher = SipHasher24::new();
    for file in files {
        let content = fs::read(&file)
            .map_err(|error| Stop::io(format_args!("cannot read {}", file.display()), &error))?;
        let name = workspace.shorten(&file).to_string_lossy().into_owned();
        for part in [name.as_bytes(), &content] {
            hasher.write(&(part.len() as u64).to_le_bytes());
            hasher.write(part);
        }
    }
    let hash = hasher.finish128();
    Ok(format!("{:016x}{:016x}", hash.h1, hash.h2))
}
