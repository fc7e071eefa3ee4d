//! Schedules that failed, in files that `replay` takes.
//!
//! The first line says, as JSON, which check the schedule is of; the rest is
//! shuttle's.

use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// The form that this program writes and reads.
const VERSION: u32 = 1;

/// The first line of a file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// The check.
    pub(crate) id: String,
    /// The checker, `shuttle`.
    pub(crate) checker: String,
    /// The form of the file.
    pub(crate) version: u32,
}

/// Where shuttle leaves the schedule of a failure, for as long as this process
/// runs.
pub(crate) fn directory() -> PathBuf {
    static DIRECTORY: OnceLock<TempDir> = OnceLock::new();
    DIRECTORY
        .get_or_init(|| tempfile::tempdir().expect("a temporary directory can be made"))
        .path()
        .to_owned()
}

/// Saves the schedule that shuttle has left, as one of the check `id`; where.
pub(crate) fn save(id: &str, failures: &Path) -> io::Result<PathBuf> {
    let schedule = fs::read_to_string(directory().join("schedule000.txt"))?;
    let header = Header {
        id: id.to_owned(),
        checker: "shuttle".to_owned(),
        version: VERSION,
    };
    fs::create_dir_all(failures)?;
    let file = failures.join(format!("{}.schedule", id.replace('/', "_")));
    let header = serde_json::to_string(&header)?;
    fs::write(&file, format!("{header}\n{schedule}"))?;
    Ok(file)
}

/// The schedule in `file`, which must be one of the check `id`.
pub(crate) fn load(id: &str, file: &Path) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (first, schedule) = text.split_once('\n').unwrap_or((&text, ""));
    let header: Header = serde_json::from_str(first).map_err(|error| {
        format!(
            "{}: not a saved schedule (its first line: {error})",
            file.display()
        )
    })?;
    if header.version != VERSION {
        return Err(format!(
            "{}: a schedule of form {}; this program reads form {VERSION}",
            file.display(),
            header.version
        ));
    }
    if header.id != id {
        return Err(format!(
            "{}: a schedule of {:?}, not of {id:?}",
            file.display(),
            header.id
        ));
    }
    Ok(schedule.to_owned())
}
