//! Parts of a search, for several machines.

use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// One part of a search, by a split that is the same on every machine.
///
/// It is written `i/n`: the `i`-th of `n`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    pub(crate) index: usize,
    pub(crate) of: usize,
}

/// What is wrong with what should be a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardError(String);

impl Shard {
    /// The most parts of a search.
    pub const MOST: usize = 100_000;

    /// The `index`-th of `of`, counted from 1.
    ///
    /// # Errors
    ///
    /// If there is no such part, or if there are more than [`MOST`](Self::MOST).
    pub fn new(index: usize, of: usize) -> Result<Self, ShardError> {
        if of > Self::MOST {
            let message = format!("there are at most {} shards, not {of}", Self::MOST);
            Err(ShardError(message))
        } else if (1..=of).contains(&index) {
            Ok(Self { index, of })
        } else {
            let message = format!("there is no shard {index} of {of}: they are numbered from 1");
            Err(ShardError(message))
        }
    }

    /// Its number, counted from 1.
    pub fn index(self) -> usize {
        self.index
    }

    /// How many there are.
    pub fn of(self) -> usize {
        self.of
    }

    /// Whether the part with this number, counted from 0, is dealt to it.
    pub fn takes(self, number: usize) -> bool {
        number % self.of == self.index - 1
    }
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let numbers = text.split_once('/');
        let numbers = numbers.and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        let (index, of) = numbers
            .ok_or_else(|| ShardError(format!("`{text}` is no shard: write i/n, as in 2/4")))?;
        Self::new(index, of)
    }
}

impl TryFrom<String> for Shard {
    type Error = ShardError;

    fn try_from(text: String) -> Result<Self, ShardError> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

impl Display for Shard {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl Display for ShardError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ShardError {}
