//! Anybody, each time.

use super::draw::Draw;
use super::{Point, Policy};

/// Each step by any CPU that can run, all equally likely.
#[derive(Clone, Debug)]
pub struct Random {
    draw: Draw,
}

impl Random {
    /// Drawn from `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            draw: Draw::new(seed),
        }
    }
}

impl Policy for Random {
    fn begin(&mut self) {
        self.draw.begin();
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        self.draw.one_of(point.runnable)
    }
}
