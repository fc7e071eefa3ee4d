//! What it costs to go beyond a socket.

use latchwork_coherence::Placement;
use latchwork_coherence::contest::Point;

use super::lab::Lab;
use super::published::{LKML_CNA, SOSP_FIGURE_5, STEP, XEON_MCS_80};
use super::row::{Row, Tolerance};
use crate::curves::advice::MCS;

/// The lock of an example that is handed on within a socket while somebody there waits.
const CNA: &str = "CnaLock";

/// The holder reads a line and writes it; sockets are filled one after the other. The lock
/// that knows them goes from one to another several times.
fn point(lock: &str, cpus: usize) -> Point {
    Point {
        lines: 1,
        placement: Placement::Compact,
        acquisitions: 60_000,
        ..Point::new("xeon80", lock, cpus)
    }
}

/// CPUs of one socket, and of all.
const ONE: usize = 10;
const ALL: usize = 80;

pub(super) fn points() -> Vec<Point> {
    let of = |lock| [ONE, ALL].map(|cpus| point(lock, cpus));
    [MCS, CNA].into_iter().flat_map(of).collect()
}

pub(super) fn rows(lab: &Lab) -> Vec<Row> {
    let modelled = |lock, cpus| lab.at(&point(lock, cpus)).throughput / 1e6;
    let step = |lock| modelled(lock, ONE) / modelled(lock, ALL);
    let falls = Row::new(
        LKML_CNA,
        format!("{MCS}, one socket/all"),
        (STEP, "times"),
        step(MCS),
        Tolerance::Between(1.3, 3.0),
    );
    let stays = Row::new(
        LKML_CNA,
        format!("{CNA}, one socket/all"),
        (1.0, "times"),
        step(CNA),
        Tolerance::Percent(5.0),
    );
    let all = Row::new(
        SOSP_FIGURE_5,
        format!("{MCS}, {ALL} CPUs of xeon80"),
        (XEON_MCS_80, "M/s"),
        modelled(MCS, ALL),
        Tolerance::Percent(25.0),
    );
    vec![falls, stays, all.of(point(MCS, ALL))]
}
