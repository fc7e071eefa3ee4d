//! How many executions there may be (Knuth, Estimating the efficiency of backtrack
//! programs, Mathematics of Computation 29, 1975).

use super::play::{Ending, Player};
use crate::graph::Graph;
use crate::{Estimate, MemoryModel};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use std::time::{Duration, Instant};

/// Estimates from random paths through the search.
#[derive(Debug)]
pub(super) struct Estimator {
    random: Pcg32,
    probes: usize,
    sum: f64,
    squares: f64,
}

/// Time for probes whenever progress is told.
const BUDGET: Duration = Duration::from_millis(15);

/// Probes that are enough.
const ENOUGH: usize = 2_000;

impl Default for Estimator {
    fn default() -> Self {
        Self {
            random: Pcg32::seed_from_u64(1975),
            probes: 0,
            sum: 0.0,
            squares: 0.0,
        }
    }
}

impl Estimator {
    /// Walks a few random paths.
    pub(super) fn probe(&mut self, player: &mut Player<'_>, memory_model: MemoryModel) {
        let began = Instant::now();
        while self.probes < ENOUGH && began.elapsed() < BUDGET {
            let mut graph = Graph::new(memory_model);
            let (mut stands_for, mut executions) = (1.0, 0.0);
            loop {
                let mut played = player.play(graph);
                match played.ending {
                    Ending::Complete | Ending::Blocked => executions += stands_for,
                    Ending::Inconsistent => {}
                    // The search will find it, too.
                    Ending::Failed { .. } => return,
                }
                if played.others.is_empty() {
                    break;
                }
                // One of so many stands for all of them.
                stands_for *= played.others.len() as f64;
                let chosen = self.random.gen_range(0..played.others.len());
                graph = played.others.swap_remove(chosen);
            }
            self.probes += 1;
            self.sum += executions;
            self.squares += executions * executions;
        }
    }

    /// The mean of the probes, and its standard error.
    pub(super) fn estimate(&self) -> Option<Estimate> {
        if self.probes < 2 {
            return None;
        }
        let probes = self.probes as f64;
        let mean = self.sum / probes;
        let variance = (self.squares - self.sum * mean).max(0.0) / (probes - 1.0);
        Some(Estimate {
            executions: mean,
            spread: (variance / probes).sqrt(),
            probes: self.probes,
        })
    }
}
