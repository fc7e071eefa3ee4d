//! What was modelled, as it stands in the file of results.

use latchwork_coherence::contest::{Measured, PerAcquisition, Point};
use serde::Serialize;

use super::plan::Plan;
use crate::cli::Source;

/// A point of a lock's curve on a simulated machine.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Row {
    source: Source,
    #[serde(flatten)]
    pub(super) point: Point,
    /// Acquisitions a second, of all CPUs together.
    pub(super) throughput: f64,
    /// From one acquisition to the next.
    cycles: f64,
    /// n·t1 / tn, as in mC2: 1 if the lock loses nothing to contention. The time tn, in
    /// which each of n CPUs acquires it once, is n divided by the throughput.
    pub(super) efficiency: Option<f64>,
    /// 1 if all CPUs acquire it as often, 1/n if one always does.
    pub(super) jain: f64,
    pub(super) p50: u64,
    pub(super) p99: u64,
    p999: u64,
    pub(super) longest: u64,
    /// The most acquisitions of others during one wait.
    bypass: usize,
    /// Of the lock's own lines, an acquisition.
    pub(super) transfers: PerAcquisition,
    /// How many hand-offs to another CPU went how far, nearest first.
    hand_offs: Vec<usize>,
    pub(super) settled: bool,
    accesses: u64,
}

impl Row {
    /// Whether both are of one place on the map of one machine.
    pub(super) fn is_beside(&self, other: &Row) -> bool {
        let place = |it: &Row| (it.point.cpus, it.point.critical_section, it.point.outside);
        self.point.machine == other.point.machine && place(self) == place(other)
    }
}

/// The rows that `plan` asks for; what was `measured` has those of one CPU too.
pub(super) fn of(plan: &Plan, measured: &[Measured]) -> Vec<Row> {
    let mut rows = Vec::new();
    for machine in &plan.machines {
        let sizes = plan.sizes(machine);
        let on_it = measured
            .iter()
            .filter(|it| it.point.machine == machine.name);
        let on_it: Vec<&Measured> = on_it.collect();
        let asked = on_it.iter().filter(|it| sizes.contains(&it.point.cpus));
        rows.extend(asked.map(|it| {
            let alone = on_it.iter().find(|one| is_alone(&one.point, &it.point));
            row(it, alone.map(|one| it.throughput / one.throughput))
        }));
    }
    rows
}

/// The rows of what was measured with one cost changed.
pub(super) fn swept(measured: &[Measured]) -> Vec<Row> {
    measured.iter().map(|it| row(it, None)).collect()
}

/// Whether `one` is `point` with one CPU.
fn is_alone(one: &Point, point: &Point) -> bool {
    let same = |it: &Point| (it.critical_section, it.outside, it.lock.clone());
    one.cpus == 1 && same(one) == same(point)
}

fn row(it: &Measured, efficiency: Option<f64>) -> Row {
    Row {
        source: Source::Model,
        point: it.point.clone(),
        throughput: it.throughput,
        cycles: it.cycles,
        efficiency,
        jain: it.jain,
        p50: it.p50,
        p99: it.p99,
        p999: it.p999,
        longest: it.longest,
        bypass: it.bypass,
        transfers: it.transfers.clone(),
        hand_offs: it.hand_offs.clone(),
        settled: it.settled,
        accesses: it.accesses,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::curves::plan::tests::plan;

    /// What might have been measured: so many acquisitions a second, so fairly.
    pub(in crate::curves) fn measured(point: &Point, throughput: f64, jain: f64) -> Measured {
        Measured {
            point: point.clone(),
            throughput,
            cycles: 1e9 / throughput,
            jain,
            p50: 1,
            p99: 2,
            p999: 3,
            longest: 4,
            bypass: 5,
            transfers: PerAcquisition::default(),
            hand_offs: vec![6, 7],
            settled: true,
            accesses: 8,
        }
    }

    #[test]
    fn the_file_is_as_documented() {
        let words = "--machine i7_4core --lock McsLock --cpus 4 --critical-section 0 --outside 50";
        let words: Vec<&str> = words.split_whitespace().collect();
        let plan = plan(&words).expect("it is right");
        let points = plan.points();
        let [one, four] = &points[..] else {
            panic!("{points:?}")
        };
        let all = [measured(one, 8e6, 1.0), measured(four, 2e6, 0.5)];
        let rows = of(&plan, &all);
        let expected = serde_json::json!([{
            "source": "model", "machine": "i7_4core", "scaled": null, "lock": "McsLock", "cpus": 4,
            "critical_section": 0, "lines": 1, "outside": 50, "spread": "exponential",
            "placement": "spread", "acquisitions": 12_000, "warm_up": 8, "seed": 1,
            "throughput": 2e6, "cycles": 500.0, "efficiency": 0.25, "jain": 0.5,
            "p50": 1, "p99": 2, "p999": 3, "longest": 4, "bypass": 5,
            "transfers": {"reads": 0.0, "writes": 0.0, "upgrades": 0.0, "invalidations": 0.0},
            "hand_offs": [6, 7], "settled": true, "accesses": 8,
        }]);
        assert_eq!(serde_json::to_value(&rows).expect("serializes"), expected);
    }
}
