//! What it costs to go beyond a socket.

use latchwork_coherence::Placement;
use latchwork_coherence::contest::Point;

use super::lab::Lab;
use super::published::{LKML_CNA, SOSP_FIGURE_5, STEP, XEON_MCS_80};
use super::row::{Row, Tolerance};
use crate::curves::advice::MCS;

/// The holder reads a line and writes it; sockets are filled one after the other.
fn point(cpus: usize) -> Point {
    Point {
        lines: 1,
        placement: Placement::Compact,
        ..Point::new("xeon80", MCS, cpus)
    }
}

/// CPUs of one socket, and of all.
const ONE: usize = 10;
const ALL: usize = 80;

pub(super) fn points() -> Vec<Point> {
    [ONE, ALL].map(point).into()
}

pub(super) fn rows(lab: &Lab) -> Vec<Row> {
    let modelled = |cpus| lab.at(&point(cpus)).throughput / 1e6;
    let step = Row::new(
        LKML_CNA,
        format!("{MCS}, one socket/all"),
        (STEP, "times"),
        modelled(ONE) / modelled(ALL),
        Tolerance::Between(1.3, 3.0),
    );
    let all = Row::new(
        SOSP_FIGURE_5,
        format!("{MCS}, {ALL} CPUs of xeon80"),
        (XEON_MCS_80, "M/s"),
        modelled(ALL),
        Tolerance::Percent(25.0),
    );
    vec![step, all.of(point(ALL))]
}
