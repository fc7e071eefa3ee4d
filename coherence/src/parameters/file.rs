//! Machines as files.

use super::checked;
use super::machine::Parameters;
use super::shipped;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::path::Path;

/// A machine that cannot be: what is wrong, in which file, under which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The file, or the name of a machine.
    pub file: String,
    /// What is wrong, with its key, and what would be right.
    pub what: String,
}

impl Display for Wrong {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

impl Error for Wrong {}

impl Parameters {
    /// The machine that `text` describes, in the format of the files in `machines/`;
    /// `file` is named by errors.
    ///
    /// # Errors
    ///
    /// If a key is unknown or missing, or its value is out of range.
    pub fn parse(file: &str, text: &str) -> Result<Self, Wrong> {
        let wrong = |what: String| Wrong {
            file: file.to_owned(),
            what,
        };
        let machine: Self = toml::from_str(text).map_err(|error| wrong(told(&error, text)))?;
        match checked::mistake(&machine) {
            Some(what) => Err(wrong(what)),
            None => Ok(machine),
        }
    }

    /// The machine in the file at `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or describes no machine.
    pub fn read(path: &Path) -> Result<Self, Wrong> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&file, &text),
            Err(error) => Err(Wrong {
                what: format!("cannot be read: {error}"),
                file,
            }),
        }
    }

    /// The machine of that name, if it is one of those that come with this crate:
    /// [`Parameters::names`].
    pub fn shipped(name: &str) -> Option<Self> {
        let text = shipped::text(name)?;
        Some(Self::parse(name, text).expect("a shipped machine has been tested"))
    }

    /// The file of the machine of that name, if it comes with this crate.
    pub fn shipped_file(name: &str) -> Option<&'static str> {
        shipped::text(name)
    }

    /// The names of the machines that come with this crate.
    pub fn names() -> impl Iterator<Item = &'static str> {
        shipped::names()
    }
}

/// What the parser says, on one line, with the line of the file.
fn told(error: &toml::de::Error, text: &str) -> String {
    let message = error.message().replace('\n', " ");
    match error.span() {
        Some(span) if !span.is_empty() => {
            let before = text.get(..span.start).unwrap_or(text);
            format!("line {}: {message}", before.matches('\n').count() + 1)
        }
        _ => message,
    }
}
