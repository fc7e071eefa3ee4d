//! The ticket lock's collapse: OLS 2012, Figures 8 and 9.

use latchwork_coherence::Parameters;
use latchwork_coherence::contest::{Point, Spread};

use super::lab::Lab;
use super::published::{COLLAPSES, Collapse, OLS_FIGURES_8_9};
use super::row::{Row, Tolerance};
use crate::curves::advice::TICKET;

const MACHINE: &str = "opteron48";

/// All CPUs begin at once, and are outside for the same time, give or take so many percent:
/// with both the lock either always has waiters or hardly any, and which of the two it is
/// turns on one CPU more.
const WITHIN: u64 = 2;

/// Rounds of all CPUs before the window: by then a lock that collapses has.
const WARM_UP: usize = 100;

/// Rounds that are counted, and acquisitions at least.
const ROUNDS: usize = 20;
const LEAST: usize = 100;

/// The most CPUs.
const MOST: usize = 48;

/// Within how many CPUs behind the peak the speedup must drop.
const BEHIND: usize = 3;

fn point(collapse: &Collapse, cpus: usize) -> Point {
    Point {
        critical_section: collapse.serial,
        outside: collapse.serial * 1000 / collapse.per_mille - collapse.serial,
        spread: Spread::Within(WITHIN),
        acquisitions: LEAST.max(ROUNDS * cpus),
        warm_up: WARM_UP * cpus,
        ..Point::new(MACHINE, TICKET, cpus)
    }
}

pub(super) fn points() -> Vec<Point> {
    let of = |it| (1..=MOST).map(move |cpus| point(it, cpus));
    COLLAPSES.iter().flat_map(of).collect()
}

pub(super) fn rows(lab: &Lab) -> Vec<Row> {
    COLLAPSES.iter().flat_map(|it| of(lab, it)).collect()
}

/// The figures of one program: where it is fastest, how it falls, and where it ends.
fn of(lab: &Lab, collapse: &Collapse) -> Vec<Row> {
    let speedups = speedups(lab, collapse);
    let (peak, drop) = shape(&speedups);
    let what = |figure: &str| {
        let percent = collapse.per_mille as f64 / 10.0;
        format!("{} serial cycles, {percent} %: {figure}", collapse.serial)
    };
    let row = |figure, published, modelled, tolerance| {
        Row::new(
            OLS_FIGURES_8_9,
            what(figure),
            published,
            modelled,
            tolerance,
        )
    };
    let at_peak = row(
        "peak",
        (collapse.peak as f64, "CPUs"),
        peak as f64,
        Tolerance::Off(2.0),
    );
    let dropped = collapse.drop.map(|published| {
        row(
            "drop in one CPU",
            (published, "times"),
            drop,
            Tolerance::AtLeast(1.6),
        )
    });
    let last = row(
        "speedup of 48 CPUs",
        (collapse.at_48, "times"),
        speedups[MOST - 1],
        Tolerance::Percent(15.0),
    );
    [at_peak].into_iter().chain(dropped).chain([last]).collect()
}

/// How much faster than one CPU without a lock 1, 2, … CPUs are.
fn speedups(lab: &Lab, collapse: &Collapse) -> Vec<f64> {
    let machine = Parameters::shipped(MACHINE).expect("it is shipped");
    let speedup = |cpus| {
        let point = point(collapse, cpus);
        let cycles = point.critical_section + point.outside;
        lab.at(&point).throughput * cycles as f64 / (machine.clock * 1e9)
    };
    (1..=MOST).map(speedup).collect()
}

/// The CPUs with the largest of `speedups`, and the largest drop in one CPU at once behind
/// it.
fn shape(speedups: &[f64]) -> (usize, f64) {
    let mut peak = 0;
    for (index, speedup) in speedups.iter().enumerate() {
        if *speedup > speedups[peak] {
            peak = index;
        }
    }
    let pairs = speedups[peak..].windows(2).take(BEHIND);
    let drop = pairs.map(|pair| pair[0] / pair[1]).fold(1.0, f64::max);
    (peak + 1, drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_and_the_drop_behind_it_are_found() {
        assert_eq!(shape(&[1.0, 2.0, 3.0, 1.5, 1.0]), (3, 2.0));
        assert_eq!(shape(&[1.0, 4.0, 3.0, 1.5, 1.0]), (2, 2.0));
        // A fall that comes later is no collapse at the peak.
        let late = [1.0, 4.0, 4.0, 4.0, 4.0, 1.0];
        assert_eq!(shape(&late), (2, 1.0));
        assert_eq!(shape(&[1.0, 2.0, 3.0]), (3, 1.0));
    }

    #[test]
    fn the_serial_part_is_that_part_of_the_program() {
        let point = point(&COLLAPSES[1], 12);
        assert_eq!((point.critical_section, point.outside), (400, 19_600));
        assert_eq!((point.acquisitions, point.warm_up), (240, 1200));
    }
}
