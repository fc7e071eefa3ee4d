//! What can be waited on.

use crate::place::Place;

/// An atomic of this crate that can be [waited](crate::wait_until) on. Nothing else is one.
pub trait Word: Located {
    /// What it holds.
    type Value: Copy;

    /// What it holds, loaded outside a run: sequentially consistent.
    #[doc(hidden)]
    fn value_outside(&self) -> Self::Value;

    /// The value of these bits.
    #[doc(hidden)]
    fn value(bits: u64) -> Self::Value;
}

/// What is in a place. It has no public name, so that nobody else says where a word is.
pub trait Located {
    /// Where it is, while it is borrowed.
    fn place(&self) -> Place;
}
