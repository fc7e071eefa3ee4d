//! Which lines an acquisition moves, while all CPUs contend all the time.

use latchwork_coherence::contest::{PerAcquisition, Point};

use super::lab::Lab;
use super::published::DERIVED;
use super::row::{Row, Tolerance};
use crate::curves::advice;

const UNIT: &str = "an acquisition";

/// What the edges of the window make of an exact count: the re-reads of a release may be
/// on one side of it, and the release on the other.
const EDGES: f64 = 0.01;

/// The ticket lock on machines whose homes serve in the order of arrival; the MCS lock up
/// to the most CPUs that there are.
const TICKET: [(&str, usize); 3] = [("opteron48", 4), ("opteron48", 48), ("xeon80", 80)];
const MCS: [(&str, usize); 4] = [
    ("opteron48", 4),
    ("opteron48", 48),
    ("epyc2x64", 128),
    ("epyc4x64", 256),
];

fn point((machine, cpus): (&str, usize), lock: &str) -> Point {
    Point {
        critical_section: 400,
        outside: 0,
        ..Point::new(machine, lock, cpus)
    }
}

pub(super) fn points() -> Vec<Point> {
    let ticket = TICKET.into_iter().map(|it| point(it, advice::TICKET));
    let mcs = MCS.into_iter().map(|it| point(it, advice::MCS));
    ticket.chain(mcs).collect()
}

/// How a kind of transfers is counted.
type Kind = (&'static str, fn(&PerAcquisition) -> f64);

const READS: Kind = ("reads", |it| it.reads);
const WRITES: Kind = ("writes", |it| it.writes);
const UPGRADES: Kind = ("upgrades", |it| it.upgrades);

pub(super) fn rows(lab: &Lab) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |point: &Point, kinds: &[(Kind, f64)]| {
        let transfers = &lab.at(point).transfers;
        rows.extend(kinds.iter().map(|((name, count), published)| {
            Row::new(
                DERIVED,
                format!(
                    "{}, {} CPUs of {}: {name}",
                    point.lock, point.cpus, point.machine
                ),
                (*published, UNIT),
                count(transfers),
                Tolerance::Off(EDGES),
            )
        }));
    };
    for size in TICKET {
        let others = size.1 as f64 - 1.0;
        add(
            &point(size, advice::TICKET),
            &[(READS, others), (UPGRADES, 1.0)],
        );
    }
    for size in MCS {
        let kinds = [(READS, 2.0), (WRITES, 3.0), (UPGRADES, 1.0)];
        add(&point(size, advice::MCS), &kinds);
    }
    rows
}
