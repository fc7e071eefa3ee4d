//! How many executions there may be (Knuth, Estimating the efficiency of backtrack
//! programs, Mathematics of Computation 29, 1975).
//!
//! A path through the search is drawn at random; each execution on it stands for
//! as many as its probability says. What leads to more executions is drawn more
//! often (section 4 of the paper), because on trees as uneven as these, uniform
//! draws mostly miss the branches that hold most executions.

use super::play::{Judgement, Player};
use crate::graph::Graph;
use crate::memory_model::MemoryModel;
use crate::report::Estimate;
use rand::SeedableRng;
use rand::distributions::{Distribution, WeightedIndex};
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

/// How many executions come of a graph, in proportion to others of its model: the
/// fewer events it has, the more are to come.
///
/// Any positive function is right; this one keeps the spread small on locks.
fn expected(graph: &Graph) -> f64 {
    const FEWER_PER_EVENT: f64 = 0.15;
    (-FEWER_PER_EVENT * graph.ids().count() as f64).exp()
}

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
                let mut played = player.play(&graph);
                match played.ending {
                    Judgement::Complete | Judgement::Blocked => executions += stands_for,
                    Judgement::Inconsistent => {}
                    // The search will find it, too.
                    Judgement::Failed(..) => return,
                }
                if played.others.is_empty() {
                    break;
                }
                let weights: Vec<f64> = played.others.iter().map(expected).collect();
                let draw = WeightedIndex::new(&weights).expect("weights are positive");
                let chosen = draw.sample(&mut self.random);
                stands_for *= weights.iter().sum::<f64>() / weights[chosen];
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
