//! Parts of a search, for several machines.

use crate::Summary;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// One part of a search, by a split that is the same on every machine.
///
/// It is written `i/n`: the `i`-th of `n`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    index: usize,
    of: usize,
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

/// Why shards cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeError {
    /// There is nothing to merge.
    Nothing,
    /// This is of a whole search.
    NotAShard,
    /// They are of different searches.
    Different(&'static str),
    /// A shard is there more than once.
    Twice(Shard),
    /// Shards are not there.
    Missing(Vec<Shard>),
}

impl Display for MergeError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "there is nothing to merge"),
            Self::NotAShard => write!(f, "one of them is of a whole search, not of a shard"),
            Self::Different(what) => write!(
                f,
                "the shards are of different searches: they differ {what}"
            ),
            Self::Twice(shard) => write!(f, "shard {shard} is there more than once"),
            Self::Missing(shards) => {
                let shards: Vec<String> = shards.iter().map(ToString::to_string).collect();
                write!(f, "shards are missing: {}", shards.join(", "))
            }
        }
    }
}

impl std::error::Error for MergeError {}

/// The summary of the whole search, from those of all its shards.
///
/// # Errors
///
/// If a shard is missing, or there twice, or of another search.
pub fn merge(summaries: &[Summary]) -> Result<Summary, MergeError> {
    let first = summaries.first().ok_or(MergeError::Nothing)?;
    let of = first.shard.ok_or(MergeError::NotAShard)?.of;
    let mut whole = Summary {
        shard: None,
        ..first.clone()
    };
    let mut seen = vec![false; of];
    for (place, summary) in summaries.iter().enumerate() {
        let shard = summary.shard.ok_or(MergeError::NotAShard)?;
        let different = |what| Err(MergeError::Different(what));
        if shard.of != of {
            return different("in the number of shards");
        }
        if summary.model != whole.model {
            return different("in the model");
        }
        if summary.memory_model != whole.memory_model {
            return different("in the memory model");
        }
        if std::mem::replace(&mut seen[shard.index - 1], true) {
            return Err(MergeError::Twice(shard));
        }
        if place > 0 {
            whole.complete = whole.complete.saturating_add(summary.complete);
            whole.blocked = whole.blocked.saturating_add(summary.blocked);
            whole.depth = whole.depth.max(summary.depth);
            whole.seconds += summary.seconds;
            whole.ended &= summary.ended;
            whole.spurious_limit_reached |= summary.spurious_limit_reached;
            whole.failure = whole.failure.or_else(|| summary.failure.clone());
        }
    }
    let missing: Vec<Shard> = (1..=of)
        .filter(|index| !seen[index - 1])
        .map(|index| Shard { index, of })
        .collect();
    match missing.is_empty() {
        true => Ok(whole),
        false => Err(MergeError::Missing(missing)),
    }
}
