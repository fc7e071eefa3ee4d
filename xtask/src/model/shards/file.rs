//! The result of one shard, in a file.

use std::fs;
use std::path::Path;

use latchwork_explore::Shard;
use serde::{Deserialize, Serialize};

use super::Set;
use crate::ground::stop::Stop;
use crate::model::outcome::Outcome;

/// What one machine has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ShardFile {
    /// Which part this is.
    pub(crate) shard: Shard,
    /// Of what.
    pub(crate) set: Set,
    /// Its rows.
    pub(crate) rows: Vec<Outcome>,
}

impl ShardFile {
    /// Reads `file`.
    pub(crate) fn read(file: &Path) -> Result<Self, Stop> {
        let name = file.display();
        let text = fs::read_to_string(file)
            .map_err(|error| Stop::io(format_args!("cannot read {name}"), &error))?;
        serde_json::from_str(&text).map_err(|why| {
            Stop::Missing(format!(
                "{name} is not the result of a shard: {why}\n\
                 `cargo xtask check --shard 1/4` writes such a file, and says where"
            ))
        })
    }
}

/// The name of the file of `shard`.
pub(crate) fn name(shard: Shard) -> String {
    format!("check-{}-of-{}.json", shard.index(), shard.of())
}
