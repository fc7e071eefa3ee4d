//! Which lock to choose, by what was modelled.

use super::row::Row;

/// The locks that people choose between: both serve in the order of arrival.
pub(super) const PAIR: [&str; 2] = [TICKET, MCS];
pub(super) const TICKET: &str = "TicketLock";
pub(super) const MCS: &str = "McsLock";

/// Jain's index below which a lock is not recommended, unless every other is worse.
const FAIR: f64 = 0.9;

/// What to choose at a point.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice<'a> {
    pub(super) lock: &'a str,
    /// Jain's index, if the lock is unfair and so are all others.
    pub(super) unfair: Option<f64>,
    /// The other of the pair, or the better of it, with the part of the throughput that
    /// choosing it loses.
    pub(super) other: Option<(&'a str, f64)>,
    /// Whether the figures that it rests on have settled.
    pub(super) settled: bool,
}

/// The choice among `rows`, one for each lock at one point.
pub(super) fn choose<'a>(rows: &[&'a Row]) -> Option<Choice<'a>> {
    let fastest = |some: &mut dyn Iterator<Item = &'a Row>| {
        some.max_by(|a, b| a.throughput.total_cmp(&b.throughput))
    };
    let all = || rows.iter().copied();
    let best = fastest(&mut all().filter(|it| it.jain >= FAIR)).or(fastest(&mut all()))?;
    let lock = best.point.lock.as_str();
    let is_other = |it: &&Row| PAIR.contains(&&*it.point.lock) && it.point.lock != lock;
    let other = fastest(&mut all().filter(is_other));
    Some(Choice {
        lock,
        unfair: (best.jain < FAIR).then_some(best.jain),
        other: other.map(|it| (&*it.point.lock, 1.0 - it.throughput / best.throughput)),
        settled: best.settled && other.is_none_or(|it| it.settled),
    })
}

/// How many were faster than the fastest fair lock at their point, and how fair they
/// were: the least and the largest of Jain's indices.
pub(super) fn faster_but_unfair(points: &[Vec<&Row>]) -> Option<(usize, f64, f64)> {
    let at_point = points.iter().filter_map(|rows| {
        let fair = rows.iter().filter(|it| it.jain >= FAIR);
        let fair = fair.map(|it| it.throughput).fold(0.0, f64::max);
        let unfair = rows.iter().filter(|it| it.jain < FAIR);
        let faster = unfair.filter(|it| it.throughput > fair && fair > 0.0);
        faster.map(|it| it.jain).reduce(f64::min)
    });
    let all: Vec<f64> = at_point.collect();
    let least = all.iter().copied().reduce(f64::min)?;
    let most = all.iter().copied().reduce(f64::max)?;
    Some((all.len(), least, most))
}

/// From how many CPUs on the second of [`PAIR`] is always ahead of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crossover {
    /// From so many on.
    From(usize),
    /// Not with so many, which are the most.
    NotUpTo(usize),
}

/// The crossover among `points`, which have one row for each lock and go from few CPUs to
/// many; none if the pair was not measured.
pub(super) fn crossover(points: &[Vec<&Row>]) -> Option<Crossover> {
    let throughput = |rows: &[&Row], lock: &str| {
        let row = rows.iter().find(|it| it.point.lock == lock);
        row.map(|it| (it.point.cpus, it.throughput))
    };
    let mut found = None;
    for rows in points {
        let (cpus, first) = throughput(rows, PAIR[0])?;
        let (_, second) = throughput(rows, PAIR[1])?;
        found = match (second > first, found) {
            (false, _) => Some(Crossover::NotUpTo(cpus)),
            (true, Some(from @ Crossover::From(_))) => Some(from),
            (true, _) => Some(Crossover::From(cpus)),
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::plan::tests::plan;
    use crate::curves::row::{self, tests::measured};

    /// Rows with so many CPUs, of so many acquisitions a second and Jain's index.
    fn rows(all: &[(usize, &str, f64, f64)]) -> Vec<Row> {
        let words = "--machine opteron48 --critical-section 0 --outside 50";
        let plan = plan(&words.split_whitespace().collect::<Vec<_>>()).expect("it is right");
        let points = plan.points();
        let one = |&(cpus, lock, throughput, jain): &(usize, &str, f64, f64)| {
            let mut points = points.iter();
            let point = points.find(|it| it.cpus == cpus && it.lock == lock);
            measured(point.expect("is there"), throughput, jain)
        };
        row::of(&plan, &all.iter().map(one).collect::<Vec<_>>())
    }

    #[test]
    fn the_fastest_that_is_fair_is_chosen() {
        let all = rows(&[
            (2, "TtasLock", 9.0, 0.5),
            (2, "TicketLock", 4.0, 1.0),
            (2, "McsLock", 3.0, 1.0),
        ]);
        let all: Vec<&Row> = all.iter().collect();
        let expected = Choice {
            lock: "TicketLock",
            unfair: None,
            other: Some(("McsLock", 0.25)),
            settled: true,
        };
        assert_eq!(choose(&all), Some(expected));
        assert_eq!(
            faster_but_unfair(std::slice::from_ref(&all)),
            Some((1, 0.5, 0.5))
        );
        let alone = choose(&all[..1]).expect("there is one");
        assert_eq!(
            (alone.lock, alone.unfair, alone.other),
            ("TtasLock", Some(0.5), None)
        );
        assert_eq!(faster_but_unfair(&[all[..1].to_vec()]), None);
        assert_eq!(choose(&[]), None);
    }

    #[test]
    fn who_is_overtaken_again_was_not_overtaken_for_good() {
        let crossover = |mcs: [f64; 4]| {
            let all: Vec<Vec<Row>> = [1, 2, 3, 4]
                .iter()
                .zip(mcs)
                .map(|(&cpus, mcs)| {
                    rows(&[(cpus, "TicketLock", 5.0, 1.0), (cpus, "McsLock", mcs, 1.0)])
                })
                .collect();
            let all: Vec<Vec<&Row>> = all.iter().map(|it| it.iter().collect()).collect();
            super::crossover(&all)
        };
        assert_eq!(crossover([4.0, 6.0, 4.0, 6.0]), Some(Crossover::From(4)));
        assert_eq!(crossover([4.0, 6.0, 6.0, 6.0]), Some(Crossover::From(2)));
        assert_eq!(crossover([6.0, 6.0, 6.0, 5.0]), Some(Crossover::NotUpTo(4)));
        assert_eq!(super::crossover(&[]), None);
    }
}
