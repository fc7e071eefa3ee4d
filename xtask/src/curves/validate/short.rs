//! A short critical section: OLS 2012, Figure 10.

use latchwork_coherence::contest::Point;

use super::lab::Lab;
use super::published::{self, CPUS, OLS_FIGURE_10};
use super::row::{Row, Tolerance};
use crate::curves::advice::{MCS, TICKET};

/// The holder stores to four lines, and does something besides that takes so many cycles.
/// Fitted, together with the time that a read keeps a home busy, to the ticket lock.
const INSIDE: u64 = 285;
const LINES: usize = 4;

/// The lock of an example, held out beside those of the one list.
const CLH: &str = "ClhLock";

/// What is read off the figure.
pub(super) const UNIT: &str = "/ms";

/// With few CPUs polls and home may keep step with each other in one of several ways, which
/// the start decides: the mean of so many starts counts.
const STARTS: u64 = 8;

pub(super) fn point(lock: &str, cpus: usize, seed: u64) -> Point {
    Point {
        acquisitions: 3000,
        seed,
        critical_section: INSIDE,
        lines: LINES,
        ..Point::new("opteron48", lock, cpus)
    }
}

/// The points that a figure is the mean of.
pub(super) fn starts(lock: &str, cpus: usize) -> impl Iterator<Item = Point> {
    (1..=STARTS).map(move |seed| point(lock, cpus, seed))
}

/// The mean, in [`UNIT`].
pub(super) fn throughput(lab: &Lab, lock: &str, cpus: usize) -> f64 {
    let each = starts(lock, cpus).map(|point| lab.at(&point).throughput / 1e3);
    each.sum::<f64>() / STARTS as f64
}

pub(super) fn points() -> Vec<Point> {
    let of = |lock| CPUS.into_iter().flat_map(move |cpus| starts(lock, cpus));
    [TICKET, MCS, CLH].into_iter().flat_map(of).collect()
}

pub(super) fn rows(lab: &Lab) -> Vec<Row> {
    let modelled = |lock, cpus| throughput(lab, lock, cpus);
    let each = |lock: &'static str, published: [f64; 9], percent| {
        CPUS.into_iter()
            .zip(published)
            .map(move |(cpus, published)| {
                let row = Row::new(
                    OLS_FIGURE_10,
                    format!("{lock}, {cpus} CPUs"),
                    (published, UNIT),
                    modelled(lock, cpus),
                    Tolerance::Percent(percent),
                );
                row.of(point(lock, cpus, 1))
            })
    };
    let mut rows: Vec<Row> = each(TICKET, published::TICKET, 10.0)
        .map(Row::fitted)
        .collect();
    for (lock, published) in [(MCS, published::MCS), (CLH, published::CLH)] {
        rows.extend(each(lock, published, 25.0));
        // From 6 CPUs on.
        let many = CPUS[3..].iter();
        let flat: Vec<f64> = many.map(|&cpus| modelled(lock, cpus)).collect();
        rows.push(Row::new(
            OLS_FIGURE_10,
            format!("{lock}, 6 to 48 CPUs: farthest from their mean"),
            (unevenness(&published[3..]), "%"),
            unevenness(&flat),
            Tolerance::AtMost(10.0),
        ));
    }
    rows.push(Row::new(
        OLS_FIGURE_10,
        format!("{MCS}/{TICKET}, 48 CPUs"),
        (published::MCS[8] / published::TICKET[8], "times"),
        modelled(MCS, 48) / modelled(TICKET, 48),
        Tolerance::AtLeast(10.0),
    ));
    rows.push(Row::new(
        OLS_FIGURE_10,
        format!("{TICKET}, 2 CPUs/12 CPUs"),
        (published::TICKET[0] / published::TICKET[5], "times"),
        modelled(TICKET, 2) / modelled(TICKET, 12),
        Tolerance::AtLeast(3.0),
    ));
    rows
}

/// How far the farthest of `all` is from their mean, in percent of it.
fn unevenness(all: &[f64]) -> f64 {
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    let farthest = all.iter().map(|it| (it / mean - 1.0).abs());
    farthest.fold(0.0, f64::max) * 100.0
}

#[cfg(test)]
mod tests {
    use super::unevenness;

    #[test]
    fn the_farthest_from_the_mean_counts() {
        assert_eq!(unevenness(&[5.0, 5.0]), 0.0);
        assert_eq!(unevenness(&[75.0, 100.0, 125.0]), 25.0);
        assert_eq!(unevenness(&[50.0, 125.0, 125.0]), 50.0);
    }
}
