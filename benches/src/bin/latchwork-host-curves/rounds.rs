//! Contestants, interleaved round by round.

use crate::clock::Clock;
use crate::contestant::Contestant;
use crate::figures::Figures;
use crate::measured::Rounds;
use core_affinity::CoreId;
use latchwork_coherence::contest::Point;

/// How many overlapped windows each lock is to have.
const WANTED: usize = 31;

/// The rounds that are run for these, at most: a busy machine keeps threads apart.
const MOST: usize = 4 * WANTED;

/// Runs each of `contestants` as its own point says: a window of each in every round, in
/// changing order, so that what disturbs the machine disturbs them alike.
pub(crate) fn run(contestants: &[(Contestant, Point)], cores: &[CoreId], clock: &Clock) -> Rounds {
    let mut windows: Vec<Vec<Option<Figures>>> = vec![Vec::new(); contestants.len()];
    let enough = |windows: &[Vec<Option<Figures>>]| {
        let whole = |of: &Vec<Option<Figures>>| of.iter().flatten().count();
        windows.iter().all(|of| whole(of) >= WANTED)
    };
    for round in 0..MOST {
        for place in order(contestants.len(), round) {
            let (contestant, point) = &contestants[place];
            let ran = (contestant.window)(&cores[..point.cpus], point, clock);
            let figures = Figures::of(&ran, point);
            windows[place].push(figures.filter(|it| it.is_overlapped(point.cpus)));
        }
        if enough(&windows) {
            break;
        }
    }
    Rounds {
        points: contestants.iter().map(|it| it.1.clone()).collect(),
        windows,
        gigahertz: clock.gigahertz,
    }
}

/// The order of a round: it begins elsewhere in each, and goes the other way in every
/// second one, so that nobody always follows the same one.
fn order(count: usize, round: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).map(|it| (it + round / 2) % count).collect();
    if !round.is_multiple_of(2) {
        order.reverse();
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_in_each_round_and_first_in_some() {
        let rounds: Vec<_> = (0..6).map(|round| order(3, round)).collect();
        for order in &rounds {
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2]);
        }
        for place in 0..3 {
            assert_eq!(rounds.iter().filter(|it| it[0] == place).count(), 2);
        }
    }
}
