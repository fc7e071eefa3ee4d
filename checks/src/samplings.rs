//! How shuttle draws schedules, as a table says.

use crate::table::{Draw, Extent};
use latchwork_suite::explore::Sampling;

/// A check each.
///
/// # Panics
///
/// If shuttle cannot go so far, or adversaries draw.
pub(crate) fn samplings(extent: Extent) -> &'static [Sampling] {
    match extent {
        Extent::Drawn(Draw::AtRandom) => &[Sampling::Random],
        Extent::Drawn(Draw::EachWay) => &[Sampling::Random, Sampling::Pct, Sampling::Uniform],
        _ => panic!("shuttle draws no schedules of this subject {extent:?}"),
    }
}
