//! The cell that knows its owner, under each checker: what its documentation says, a
//! known-bad twin for each sentence.
#![cfg(any(
    all(loom, feature = "loom"),
    all(shuttle, feature = "shuttle"),
    all(explore, feature = "explore")
))]

mod failure;
mod invariants;
mod owners;
#[cfg(any(loom, explore))]
mod races;
mod readers;
