//! The curves of a machine: throughput, efficiency, transfers, waits and fairness.

use maud::{Markup, html};

use super::chart::{self, Chart, Line};
use crate::curves::row::Row;

/// What a chart shows of a row.
struct Figure {
    title: &'static str,
    unit: &'static str,
    by_factors: bool,
    height: fn(&Row) -> Option<f64>,
    /// What a reader must know.
    note: &'static str,
}

const FIGURES: [Figure; 5] = [
    Figure {
        title: "Throughput",
        unit: "million acquisitions/s",
        by_factors: true,
        height: |it| Some(it.throughput / 1e6),
        note: "Of all CPUs together. A lock whose index of fairness is low serves one CPU again and again.",
    },
    Figure {
        title: "Efficiency",
        unit: "of one CPU's throughput",
        by_factors: true,
        height: |it| it.efficiency,
        note: "Throughput with n CPUs, divided by that with one: n·t1 / tn, as in mC2's Figure 11.",
    },
    Figure {
        title: "Transfers",
        unit: "lines an acquisition",
        by_factors: true,
        height: |it| (it.transfers.total() > 0.0).then(|| it.transfers.total()),
        note: "Of the lock's own lines: reads, writes and upgrades that miss.",
    },
    Figure {
        title: "Waits",
        unit: "thousand cycles, 99 of 100",
        by_factors: true,
        height: |it| (it.p99 > 0).then(|| it.p99 as f64 / 1e3),
        note: "From the call of lock to its return.",
    },
    Figure {
        title: "Fairness",
        unit: "Jain's index",
        by_factors: false,
        height: |it| Some(it.jain),
        note: "1 if all CPUs acquire it as often, 1/n if one always does.",
    },
];

/// The figures of `rows`, which are of one machine and one workload; `locks` are all that
/// the page shows, in the order of their colours.
pub(super) fn all(rows: &[&Row], locks: &[&str], source: &str) -> Markup {
    html! {
        div.figures {
            @for figure in &FIGURES {
                section {
                    h4 { (figure.title) }
                    (chart::drawn(&drawing(figure, rows, locks)))
                    p.source { (figure.note) " " (source) }
                }
            }
        }
    }
}

fn drawing(figure: &Figure, rows: &[&Row], locks: &[&str]) -> Chart {
    let line = |(colour, lock): (usize, &&str)| {
        let own = rows.iter().filter(|it| it.point.lock == *lock);
        let points = own.filter_map(|it| Some((it.point.cpus, (figure.height)(it)?)));
        Line {
            name: (*lock).to_owned(),
            colour,
            published: false,
            points: points.collect(),
        }
    };
    let lines = locks.iter().enumerate().map(line);
    Chart {
        unit: figure.unit,
        by_factors: figure.by_factors,
        lines: lines.filter(|it| !it.points.is_empty()).collect(),
    }
}
