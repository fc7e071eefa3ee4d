//! What has been counted.

use serde::{Deserialize, Serialize};
use std::ops::Sub;

/// Line transfers, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfers {
    /// Loads that missed.
    pub reads: u64,
    /// Stores and read-modify-writes of a CPU without a copy.
    pub writes: u64,
    /// Stores and read-modify-writes of a CPU with a copy, and not the only one.
    pub upgrades: u64,
    /// Copies that writes and upgrades took away.
    pub invalidations: u64,
    /// Of reads, writes and upgrades, those whose data came from memory.
    pub from_memory: u64,
    /// Of the others, how many went how far: by the farthest copy that was needed.
    pub by_level: Vec<u64>,
}

/// What happened so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Loads, stores and read-modify-writes that were made, polls among them.
    pub accesses: u64,
    /// Polls that failed, those that were not made among them.
    pub polls: u64,
    /// The transfers of all lines.
    pub transfers: Transfers,
    /// The transfers of the lines that are watched: [`Simulation::watch`](crate::Simulation::watch).
    pub watched: Transfers,
}

impl Transfers {
    pub(crate) fn with_levels(levels: usize) -> Self {
        Self {
            by_level: vec![0; levels],
            ..Self::default()
        }
    }
}

impl Counts {
    pub(crate) fn with_levels(levels: usize) -> Self {
        Self {
            transfers: Transfers::with_levels(levels),
            watched: Transfers::with_levels(levels),
            ..Self::default()
        }
    }
}

impl Sub<&Transfers> for Transfers {
    type Output = Self;

    /// What came after `before`.
    fn sub(self, before: &Self) -> Self {
        let by_level = self.by_level.iter().zip(&before.by_level);
        Self {
            reads: self.reads - before.reads,
            writes: self.writes - before.writes,
            upgrades: self.upgrades - before.upgrades,
            invalidations: self.invalidations - before.invalidations,
            from_memory: self.from_memory - before.from_memory,
            by_level: by_level.map(|(now, before)| now - before).collect(),
        }
    }
}

impl Sub<&Counts> for Counts {
    type Output = Self;

    /// What came after `before`.
    fn sub(self, before: &Self) -> Self {
        Self {
            accesses: self.accesses - before.accesses,
            polls: self.polls - before.polls,
            transfers: self.transfers - &before.transfers,
            watched: self.watched - &before.watched,
        }
    }
}
