//! Contestants, interleaved round by round.

use crate::calibrate::distance;
use crate::clock::Clock;
use crate::contestant::Contestant;
use crate::figures::Figures;
use crate::measured::{Rounds, is_near};
use crate::quartiles::Quartiles;
use core_affinity::CoreId;
use latchwork_coherence::contest::Point;

/// How many overlapped windows each lock is to have.
const WANTED: usize = 63;

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
    let mut distances = Vec::new();
    for round in 0..MOST {
        distances.push(between(contestants, cores));
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
        load_remote: steady(&distances, &mut windows),
        windows,
        gigahertz: clock.gigahertz,
    }
}

/// How far the first and the last core that contend are apart; nothing, if one does.
fn between(contestants: &[(Contestant, Point)], cores: &[CoreId]) -> Option<f64> {
    let last = contestants
        .iter()
        .map(|it| it.1.cpus)
        .max()?
        .checked_sub(1)?;
    (last > 0).then(|| distance([cores[0], cores[last]]))
}

/// The middle of the distances of the rounds, which alone count if they are near it: the
/// others were measured on cores that a hypervisor had at other places.
fn steady(distances: &[Option<f64>], windows: &mut [Vec<Option<Figures>>]) -> Option<f64> {
    let known: Vec<f64> = distances.iter().flatten().copied().collect();
    let middle = Quartiles::of(&known)?.median;
    for (round, distance) in distances.iter().enumerate() {
        if distance.is_none_or(|it| !is_near(it, middle)) {
            windows.iter_mut().for_each(|of| of[round] = None);
        }
    }
    Some(middle)
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
    use crate::figures::tests::in_turn;

    #[test]
    fn rounds_on_cores_that_were_elsewhere_do_not_count() {
        let window = || Figures::of(&in_turn(2, 100), &Point::new("host", "any", 2));
        let mut windows = vec![vec![window(), window(), window(), window()]];
        let distances = [Some(300.0), Some(72.0), Some(320.0), Some(330.0)];
        assert_eq!(steady(&distances, &mut windows), Some(310.0));
        let counted = windows[0].iter().map(Option::is_some);
        assert!(counted.eq([true, false, true, true]));
        // One core is nowhere else.
        assert_eq!(steady(&[None; 4], &mut windows), None);
        assert_eq!(windows[0].iter().flatten().count(), 3);
    }

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
