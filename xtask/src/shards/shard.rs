//! One of several parts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of `of` parts; `index` counts from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Shard {
    index: usize,
    of: usize,
}

impl Shard {
    pub(crate) fn index(self) -> usize {
        self.index
    }

    pub(crate) fn of(self) -> usize {
        self.of
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (index, of) = text.split_once('/').ok_or("is not of the form 2/4")?;
        let number = |text: &str| text.parse().map_err(|_| "is not of the form 2/4");
        let (index, of) = (number(index)?, number(of)?);
        if (1..=of).contains(&index) {
            Ok(Self { index, of })
        } else {
            Err("is none of 1/N to N/N".to_owned())
        }
    }
}

impl TryFrom<String> for Shard {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> String {
        shard.to_string()
    }
}
