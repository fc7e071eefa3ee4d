//! How far a lock is explored.

use super::comparison::Comparison;
use super::sizes::Exploration;

/// Which clients a lock is explored with.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The explorations.
    pub explorations: &'a [Exploration],
    /// What is left out of explorations, and the clients on which that is tested.
    pub comparisons: &'a [Comparison],
}
