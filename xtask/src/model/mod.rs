//! Model checks: which there are, how they run, and what came of them.

pub(crate) mod estimate;
pub(crate) mod explore;
pub(crate) mod filter;
pub(crate) mod known;
pub(crate) mod layers;
pub(crate) mod miri;
pub(crate) mod outcome;
pub(crate) mod programs;
pub(crate) mod replay;
pub(crate) mod rows;
pub(crate) mod runner;
pub(crate) mod shards;
pub(crate) mod summary;
pub(crate) mod surprises;
