//! Explorations that should reach the same endings, and do not.

use crate::observe::{Ending, Endings};
use latchwork_layer::Entry;

/// An ending that one of two explorations has reached, and the other has not.
pub(crate) struct Difference<'a, E> {
    /// Which has reached it.
    pub(crate) by: Side,
    /// The ending.
    pub(crate) ending: &'a Ending<E>,
    /// The log of an execution that ended so.
    pub(crate) log: &'a [Entry<E>],
}

/// One of two explorations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The one that the other is compared with.
    Whole,
    /// The one that is compared.
    Compared,
}

/// The first ending that two explorations do not share: one that is lost before one
/// that is added.
pub(crate) fn first_difference<'a, E: Ord>(
    whole: &'a Endings<E>,
    compared: &'a Endings<E>,
) -> Option<Difference<'a, E>> {
    let lacks = |by, one: &'a Endings<E>, other: &'a Endings<E>| {
        let mut endings = one.iter();
        let (ending, log) = endings.find(|(ending, _)| !other.contains_key(*ending))?;
        Some(Difference { by, ending, log })
    };
    lacks(Side::Whole, whole, compared).or_else(|| lacks(Side::Compared, compared, whole))
}
