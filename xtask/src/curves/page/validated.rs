//! The published figures beside the modelled ones.

use maud::{Markup, html};

use super::chart::{self, Chart, Line};
use crate::curves::validate::{self, Compared as Verdict, Row};

/// The table of `rows`, the figure that most of them are from, and why some are missed.
pub(super) fn section(rows: &[Row], locks: &[&str]) -> Markup {
    let count = |verdict| rows.iter().filter(|it| it.verdict == verdict).count();
    let known = rows.iter().filter(|it| it.why_missed().is_some()).count();
    html! {
        p {
            (count(Verdict::Met)) " published figures are met, " (count(Verdict::Fitted))
            " are what numbers of the machine were fitted to, and " (count(Verdict::Missed))
            " are missed: " (known) " of those for a reason that is known, and stands below. "
            code { "cargo xtask curves --validate" } " fails if another one is missed."
        }
        @if let Some(chart) = drawing(rows, locks) {
            h3 { "Short critical sections on opteron48: points are published, lines modelled" }
            (chart::drawn(&chart))
            @if let Some(row) = rows.iter().find(|it| it.point.is_some()) {
                p.source {
                    "Published: " (row.source) ", read off the figure. Modelled: four stored lines inside, "
                    "the mean of several starts."
                }
            }
        }
        (table(rows))
    }
}

/// The figure that has a point for each of its rows: the one that the first row with a
/// point is from, for another's may be of another machine and have another unit.
fn drawing(rows: &[Row], locks: &[&str]) -> Option<Chart> {
    let mut lines: Vec<Line> = Vec::new();
    let source = rows.iter().find(|it| it.point.is_some())?.source;
    for row in rows.iter().filter(|it| it.source == source) {
        let (Some(point), Some(modelled)) = (&row.point, row.modelled) else {
            continue;
        };
        let names = [point.lock.clone(), format!("{}, published", point.lock)];
        let heights = [modelled, row.published];
        for ((name, height), published) in names.into_iter().zip(heights).zip([false, true]) {
            let at = (point.cpus, height / 1e3);
            match lines.iter_mut().find(|it| it.name == name) {
                Some(line) => line.points.push(at),
                None => {
                    let place = locks.iter().position(|it| *it == point.lock);
                    lines.push(Line {
                        name,
                        colour: place.unwrap_or(locks.len()),
                        published,
                        points: vec![at],
                    });
                }
            }
        }
    }
    (!lines.is_empty()).then_some(Chart {
        unit: "million acquisitions/s",
        by_factors: true,
        lines,
    })
}

fn table(rows: &[Row]) -> Markup {
    html! {
        div.wide {
            table.map {
                thead {
                    tr {
                        @for head in ["source", "figure", "unit", "published", "modelled", "tolerance", "verdict"] {
                            th scope="col" { (head) }
                        }
                    }
                }
                tbody {
                    @for row in rows {
                        tr title=[row.why_missed()] {
                            td { (row.source) }
                            td { (row.what) }
                            td { (row.unit) }
                            td.number { (format!("{:.2}", row.published)) }
                            td.number { (row.modelled.map_or_else(|| "–".to_owned(), |it| format!("{it:.2}"))) }
                            td.number { (row.tolerance) }
                            td class=(class(row.verdict)) { (name(row.verdict)) }
                        }
                    }
                }
            }
        }
        ul {
            @for (why, whats) in validate::reasons(rows) {
                li { (whats.join("; ")) ": " (why) }
            }
        }
    }
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Fitted => "fitted",
        Verdict::Missed => "missed",
    }
}

fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "first",
        Verdict::Fitted => "close",
        Verdict::Missed => "second",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::validate::throughput;

    #[test]
    fn a_figure_has_the_points_of_one_source() {
        let rows = [
            throughput("here", "opteron48"),
            throughput("there", "xeon80"),
        ];
        let chart = drawing(&rows, &[]).expect("there are points");
        let points = |name: &str| {
            let line = chart.lines.iter().find(|it| it.name == name);
            line.map(|it| it.points.clone())
        };
        assert_eq!(points("McsLock"), Some(vec![(2, 1.4)]));
        assert_eq!(points("McsLock, published"), Some(vec![(2, 1.375)]));
        assert!(drawing(&[], &[]).is_none());
    }
}
