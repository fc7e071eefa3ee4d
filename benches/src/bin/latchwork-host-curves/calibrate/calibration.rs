//! All that is measured of a machine.

use super::alone::{self, Alone};
use super::pair::{self, Pair};
use super::ping_pong::{self, PingPong};
use crate::clock::gigahertz;
use crate::cores;
use crate::quartiles::Quartiles;
use core_affinity::CoreId;
use serde::Serialize;

/// How often the clock is timed.
const CLOCK: usize = 31;

/// What was measured of a machine. Times are cycles of its time stamp counter.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Calibration {
    /// The counter, in GHz.
    pub(crate) clock: Quartiles,
    /// Bytes of a line, if the system says so.
    pub(crate) line: Option<usize>,
    /// The system's number of each core.
    pub(crate) cores: Vec<usize>,
    pub(crate) alone: Alone,
    /// Every two cores.
    pub(crate) pairs: Vec<Pair>,
    /// Every two cores, as others measure them.
    pub(crate) ping_pong: Vec<PingPong>,
}

impl Calibration {
    /// Measures the machine with these `cores`.
    ///
    /// # Errors
    ///
    /// If there is one core: no line moves on it.
    pub(crate) fn measure(cores: &[CoreId]) -> Result<Self, String> {
        if cores.len() < 2 {
            return Err(
                "this machine has one core, or lets this program have one: no line moves between \
                 cores, so load_remote, store_owned, store_shared, rmw_remote and rmw_shared \
                 cannot be measured, and without them there is no machine to simulate"
                    .to_owned(),
            );
        }
        let clock: Vec<f64> = (0..CLOCK).map(|_| gigahertz()).collect();
        let alone = alone::measure(cores[0]);
        let both = |of: [usize; 2]| of.map(|core| cores[core]);
        let every: Vec<[usize; 2]> = pairs(cores.len()).collect();
        let l1 = alone.l1.median;
        Ok(Self {
            clock: Quartiles::of(&clock).expect("the clock has been timed"),
            line: cores::line(),
            cores: cores.iter().map(|it| it.id).collect(),
            alone,
            pairs: every
                .iter()
                .map(|&of| pair::measure(both(of), of, l1))
                .collect(),
            ping_pong: every
                .iter()
                .map(|&of| ping_pong::measure(both(of), of))
                .collect(),
        })
    }

    /// Whether a load of a line that another has modified takes it over: a store then
    /// costs hardly anything.
    pub(crate) fn is_migratory(&self) -> bool {
        let taken = |it: &Pair| TAKEN_OVER * it.store.borrowed.median <= it.store.modified.median;
        self.pairs.iter().all(taken)
    }
}

/// By how much a store to a line of another exceeds one to a line that a load took over.
const TAKEN_OVER: f64 = 4.0;

/// Every two of so many.
fn pairs(count: usize) -> impl Iterator<Item = [usize; 2]> {
    (0..count).flat_map(move |from| (from + 1..count).map(move |to| [from, to]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_two_cores_are_a_pair_once() {
        assert!(pairs(3).eq([[0, 1], [0, 2], [1, 2]]));
        assert_eq!(pairs(1).count(), 0);
    }

    #[test]
    fn one_core_says_what_it_cannot_measure() {
        let word = Calibration::measure(&[CoreId { id: 0 }]).expect_err("nothing moves");
        assert!(
            word.contains("one core") && word.contains("rmw_remote"),
            "{word}"
        );
    }
}
