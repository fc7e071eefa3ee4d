//! Everybody but one.

use super::draw::Draw;
use super::{Point, Policy};

/// Whom the adversary aims at, by what it sees of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aim {
    /// Grows when somebody gets on.
    pub progress: usize,
    /// The CPU to keep from running.
    pub victim: Option<usize>,
}

/// Any CPU but the victim, for as long as the others get on without it.
///
/// It is fair all the same: when the others only wait, the victim gets a step.
#[derive(Clone, Debug)]
pub struct Starve<W> {
    draw: Draw,
    watch: W,
    patience: usize,
    begun: usize,
    progress: usize,
    fruitless: usize,
}

impl<W: FnMut(usize) -> Aim> Starve<W> {
    /// Whom to starve, `watch` says at each switch point; it is told how many
    /// executions have begun before this one. After `patience` steps without
    /// progress the victim gets one. Draws from `seed` among the others.
    pub fn new(seed: u64, patience: usize, watch: W) -> Self {
        Self {
            draw: Draw::new(seed),
            watch,
            patience,
            begun: 0,
            progress: 0,
            fruitless: 0,
        }
    }
}

impl<W: FnMut(usize) -> Aim> Policy for Starve<W> {
    fn begin(&mut self) {
        self.draw.begin();
        self.begun += 1;
        (self.progress, self.fruitless) = (0, 0);
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        let Aim { progress, victim } = (self.watch)(self.begun - 1);
        if progress == self.progress {
            self.fruitless += 1;
        } else {
            (self.progress, self.fruitless) = (progress, 0);
        }
        let Some(victim) = victim.filter(|&victim| point.can_run(victim)) else {
            return self.draw.one_of(point.runnable);
        };
        let others: Vec<usize> = point
            .runnable
            .iter()
            .copied()
            .filter(|&cpu| cpu != victim)
            .collect();
        if others.is_empty() || self.fruitless > self.patience {
            self.fruitless = 0;
            return victim;
        }
        self.draw.one_of(&others)
    }
}
