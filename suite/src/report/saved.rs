//! The first line of a file that replays a failure.

use core::fmt::{self, Display, Formatter};
use serde::{Deserialize, Serialize};

/// The first line of a file that replays a failure; what follows is for the
/// checker program that wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFailure {
    /// The check that failed.
    pub id: String,
    /// `loom`, `explore` or `shuttle`.
    pub checker: String,
    /// The form of the file.
    pub version: u32,
    /// The version of the checker.
    #[serde(default)]
    pub checker_version: String,
    /// Which property was violated.
    #[serde(default)]
    pub violated: String,
    /// Which execution of the check failed, the first being 1.
    #[serde(default)]
    pub execution: u64,
    /// The decisions that follow, if they are the hardware scheduler's.
    #[serde(default)]
    pub decisions: usize,
    /// The random numbers among them.
    #[serde(default)]
    pub numbers: usize,
}

/// Why a line is not the first of a file that can be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// It says something else.
    Foreign(String),
    /// The file has another form.
    Version {
        /// The check that failed.
        id: String,
        /// The form.
        version: u32,
    },
}

impl SavedFailure {
    /// The form of the files that are written and read.
    pub const VERSION: u32 = 2;

    /// Reads the first line of a file.
    ///
    /// # Errors
    ///
    /// If it is no such line, or of a file of another form.
    pub fn read(line: &str) -> Result<Self, Unsaved> {
        let saved: Self =
            serde_json::from_str(line).map_err(|error| Unsaved::Foreign(error.to_string()))?;
        if saved.version == Self::VERSION {
            Ok(saved)
        } else {
            Err(Unsaved::Version {
                id: saved.id,
                version: saved.version,
            })
        }
    }
}

impl Display for Unsaved {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Unsaved::Foreign(why) => write!(
                f,
                "is not a saved failure: its first line is no header ({why})"
            ),
            Unsaved::Version { version, .. } => write!(
                f,
                "has version {version} of the form; only {} can be replayed",
                SavedFailure::VERSION,
            ),
        }
    }
}

impl core::error::Error for Unsaved {}
