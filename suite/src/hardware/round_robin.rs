//! One after another.

use super::draw::Draw;
use super::{Point, Policy};

/// Each CPU in turn, for a quantum of steps or until it gives way.
///
/// The quantum and the CPU that begins are drawn for each execution: with both
/// fixed there is one schedule only.
#[derive(Clone, Debug)]
pub struct RoundRobin {
    draw: Draw,
    longest: usize,
    quantum: usize,
    left: usize,
}

impl RoundRobin {
    /// With quanta from 1 to `longest` steps, drawn from `seed`.
    ///
    /// # Panics
    ///
    /// If `longest` is 0.
    pub fn new(seed: u64, longest: usize) -> Self {
        assert!(longest > 0, "a quantum has a step at least");
        Self {
            draw: Draw::new(seed),
            longest,
            quantum: 1,
            left: 0,
        }
    }
}

impl Policy for RoundRobin {
    fn begin(&mut self) {
        self.draw.begin();
        self.quantum = self.draw.up_to(self.longest);
        self.left = 0;
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        let Some(current) = point.current else {
            self.left = self.quantum - 1;
            return self.draw.one_of(point.runnable);
        };
        if self.left > 0 && !point.yielding && point.can_run(current) {
            self.left -= 1;
            return current;
        }
        self.left = self.quantum - 1;
        let after = point.runnable.iter().find(|&&cpu| cpu > current);
        *after.unwrap_or(&point.runnable[0])
    }
}
