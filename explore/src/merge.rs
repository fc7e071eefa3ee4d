//! The parts of a search, put together.

use crate::report::Summary;
use crate::shard::Shard;
use std::fmt::{self, Display, Formatter};

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
            whole.wakeup_limit_reached |= summary.wakeup_limit_reached;
            whole.interrupt_limit_reached |= summary.interrupt_limit_reached;
            whole.polls.extend(summary.polls.iter().cloned());
            whole.failure = whole.failure.or_else(|| summary.failure.clone());
        }
    }
    whole.polls.sort();
    whole.polls.dedup();
    let missing: Vec<Shard> = (1..=of)
        .filter(|index| !seen[index - 1])
        .map(|index| Shard { index, of })
        .collect();
    match missing.is_empty() {
        true => Ok(whole),
        false => Err(MergeError::Missing(missing)),
    }
}
