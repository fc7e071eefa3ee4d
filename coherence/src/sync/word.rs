//! What can be waited on.

use crate::place::Place;

/// A word of memory, and how its bits are read.
pub trait Word {
    /// What it holds.
    type Value: Copy;

    /// Where it is.
    fn place(&self) -> Place;

    /// The value of these bits.
    fn value(bits: u64) -> Self::Value;
}
