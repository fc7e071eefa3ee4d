//! What was measured, by its points.

use latchwork_coherence::contest::{Measured, Point};
use latchwork_coherence::parameters::Scaled;

/// What was measured.
#[derive(Debug)]
pub(super) struct Lab {
    pub(super) measured: Vec<Measured>,
    /// The cost that differs from what the machines' files say.
    pub(super) scaled: Option<Scaled>,
}

impl Lab {
    /// What `point` measured, which is one of the points of its target.
    pub(super) fn at(&self, point: &Point) -> &Measured {
        let is_it = |it: &&Measured| {
            let scaled = self.scaled.clone();
            it.point
                == Point {
                    scaled,
                    ..point.clone()
                }
        };
        let found = self.measured.iter().find(is_it);
        found.unwrap_or_else(|| panic!("{point:?} was not measured"))
    }
}
