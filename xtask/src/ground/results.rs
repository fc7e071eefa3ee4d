//! The JSON files under `target/latchwork/`.

use std::fs;

use serde::Serialize;

use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

/// `value` as it stands in the files.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("results have string keys and finite numbers")
}

/// Writes `value` to `name`.
pub(crate) fn write(workspace: &Workspace, name: &str, value: &impl Serialize) -> Result<(), Stop> {
    let directory = workspace.results();
    let path = directory.join(name);
    fs::create_dir_all(&directory)
        .and_then(|()| fs::write(&path, json(value) + "\n"))
        .map_err(|error| Stop::io(format_args!("cannot write {}", path.display()), &error))
}
