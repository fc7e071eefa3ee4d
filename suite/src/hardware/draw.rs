//! Random numbers from a seed.

use rand::seq::SliceRandom;
use rand::{Rng, RngCore, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Draws from a seed, each execution from a seed of its own: however much one
/// has drawn, the next begins at the same place.
#[derive(Clone, Debug)]
pub(super) struct Draw {
    seeds: Pcg64Mcg,
    draws: Pcg64Mcg,
}

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        let seeds = Pcg64Mcg::seed_from_u64(seed);
        Self {
            draws: seeds.clone(),
            seeds,
        }
    }

    /// An execution begins.
    pub(super) fn begin(&mut self) {
        self.draws = Pcg64Mcg::seed_from_u64(self.seeds.next_u64());
    }

    /// One of `cpus`, which is not empty.
    pub(super) fn one_of(&mut self, cpus: &[usize]) -> usize {
        cpus[self.draws.gen_range(0..cpus.len())]
    }

    /// A number from 1 to `most`.
    pub(super) fn up_to(&mut self, most: usize) -> usize {
        self.draws.gen_range(1..=most)
    }

    pub(super) fn shuffle(&mut self, cpus: &mut [usize]) {
        cpus.shuffle(&mut self.draws);
    }

    pub(super) fn number(&mut self) -> u64 {
        self.draws.next_u64()
    }
}
