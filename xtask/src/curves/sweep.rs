//! The sweep: with each cost of a machine changed in turn, which advice is still right.

use latchwork_coherence::contest::Point;
use latchwork_coherence::{Parameters, Scaled};

use super::advice::PAIR;
use super::plan::Plan;
use super::row::Row;

/// Acquisitions of a point: who is ahead shows soon.
const ACQUISITIONS: usize = 1000;

/// What becomes of a cost, in percent.
const CHANGES: [u64; 2] = [50, 150];

/// The part of the throughput that the slower one of the pair loses, above which no change
/// is tried.
pub(super) const FAR: f64 = 0.4;

/// The points of the pair of locks that people choose between, with each cost of each
/// machine changed in turn, where in `rows` they are near enough to each other.
pub(super) fn points(plan: &Plan, rows: &[Row]) -> Vec<Point> {
    let pair = |it: &&Row| it.point.cpus > 1 && PAIR.contains(&&*it.point.lock);
    let pairs: Vec<&Row> = rows.iter().filter(pair).collect();
    let mut swept = Vec::new();
    for machine in &plan.machines {
        let changes = changes(&machine.parameters);
        for row in pairs.iter().filter(|it| it.point.machine == machine.name) {
            let here = |it: &&&Row| row.is_beside(it);
            let all = pairs.iter().filter(here).map(|it| it.throughput);
            let best = all.clone().fold(0.0, f64::max);
            let worst = all.fold(best, f64::min);
            if worst < best * (1.0 - FAR) {
                continue;
            }
            swept.extend(changes.iter().map(|scaled| {
                Point {
                    scaled: Some(scaled.clone()),
                    acquisitions: row
                        .point
                        .acquisitions
                        .min(ACQUISITIONS.max(4 * row.point.cpus)),
                    ..row.point.clone()
                }
            }));
        }
    }
    swept
}

/// The changes of one cost that make another machine of it.
fn changes(machine: &Parameters) -> Vec<Scaled> {
    let all = Parameters::COSTS.iter().flat_map(|&key| {
        CHANGES.map(|percent| Scaled {
            key: key.to_owned(),
            percent,
        })
    });
    all.filter(|it| machine.scaled(it).is_some_and(|other| other != *machine))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::plan::tests::plan;
    use crate::curves::row::{self, tests::measured};

    /// The points that are swept if the second of the pair has so much of the first's
    /// throughput.
    fn swept(part: f64) -> Vec<Point> {
        let words = "--machine opteron48 --cpus 2 --critical-section 400 --outside 50";
        let plan = plan(&words.split_whitespace().collect::<Vec<_>>()).expect("it is right");
        let throughput = |point: &Point| match point.lock == PAIR[0] {
            true => 1e6,
            false => part * 1e6,
        };
        let all: Vec<_> = plan
            .points()
            .iter()
            .map(|it| measured(it, throughput(it), 1.0))
            .collect();
        points(&plan, &row::of(&plan, &all))
    }

    #[test]
    fn each_cost_is_changed_both_ways_where_the_pair_is_near() {
        let near = swept(0.9);
        let opteron = Parameters::shipped("opteron48").expect("it is shipped");
        let changes = changes(&opteron);
        // Not what the Opteron has none of.
        assert!(
            changes
                .iter()
                .all(|it| it.key != "node_busy" && it.key != "per_copy")
        );
        assert!(
            changes
                .iter()
                .any(|it| it.key == "home_busy_read" && it.percent == 50)
        );
        assert!(
            changes
                .iter()
                .any(|it| it.key == "home_busy_read" && it.percent == 150)
        );
        assert_eq!(near.len(), PAIR.len() * changes.len());
        assert!(near.iter().all(|it| it.cpus == 2 && it.scaled.is_some()));
        assert!(near.iter().all(|it| PAIR.contains(&&*it.lock)));
        assert_eq!(swept(0.5), []);
    }
}
