//! Many steps in a row.

use super::draw::Draw;
use super::{Point, Policy};

/// Any CPU, for a random number of steps in a row: while it runs, even if it
/// only spins, the others stand still.
#[derive(Clone, Debug)]
pub struct Burst {
    draw: Draw,
    longest: usize,
    left: usize,
}

impl Burst {
    /// Of 1 to `longest` steps, drawn from `seed`.
    ///
    /// # Panics
    ///
    /// If `longest` is 0.
    pub fn new(seed: u64, longest: usize) -> Self {
        assert!(longest > 0, "a burst has a step at least");
        Self {
            draw: Draw::new(seed),
            longest,
            left: 0,
        }
    }
}

impl Policy for Burst {
    fn begin(&mut self) {
        self.draw.begin();
        self.left = 0;
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        if self.left > 0
            && let Some(current) = point.current
            && point.can_run(current)
        {
            self.left -= 1;
            return current;
        }
        self.left = self.draw.up_to(self.longest) - 1;
        self.draw.one_of(point.runnable)
    }
}
