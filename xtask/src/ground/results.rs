//! The JSON files under `target/latchwork/`.

use std::path::Path;

use latchwork_suite::file;
use serde::Serialize;

use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

/// `value` as it stands in the files.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("results have string keys and finite numbers")
}

/// Writes `value` to `name`.
pub(crate) fn write(workspace: &Workspace, name: &str, value: &impl Serialize) -> Result<(), Stop> {
    write_text(&workspace.results().join(name), &(json(value) + "\n"))
}

/// Writes `text` to `path`: all of it, or nothing.
pub(crate) fn write_text(path: &Path, text: &str) -> Result<(), Stop> {
    file::write(path, text)
        .map_err(|error| Stop::io(format_args!("cannot write {}", path.display()), &error))
}
