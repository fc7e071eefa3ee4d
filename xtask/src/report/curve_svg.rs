//! The locks' curve as a line chart.

use std::collections::BTreeSet;
use std::error::Error;

use maud::{Markup, PreEscaped, html};
use plotters::prelude::*;

use crate::image::curve::Shown;
use crate::page::{FAINT, INK, colour, hex};

/// Of the chart. A phone shows it at about this width, so that text keeps its size.
const SIZE: (u32, u32) = (400, 270);

/// The ground of points that do not measure the lock.
const GROUND: RGBColor = RGBColor(0xF3, 0xED, 0xDF);

/// The chart of `points` with its legend, or why there is none.
pub(super) fn chart(points: &[Shown]) -> Markup {
    let locks = locks(points);
    match draw(points, &locks) {
        Ok(svg) => html! {
            ul.legend {
                @for (place, lock) in locks.iter().enumerate() {
                    li { svg viewBox="0 0 24 12" aria-hidden="true" { (sample(place)) } (lock) }
                }
                @if points.iter().any(|point| point.mark.is_some()) {
                    li { svg viewBox="0 0 24 12" aria-hidden="true" { rect width="24" height="12" fill=(hex(GROUND)) {} } "the host's scheduler, not the lock" }
                }
            }
            (PreEscaped(svg))
        },
        Err(error) => html! { p { "The chart could not be drawn: " (error) } },
    }
}

fn locks<'a>(points: &[Shown<'a>]) -> Vec<&'a str> {
    let mut locks = Vec::new();
    for point in points {
        if !locks.contains(&point.lock) {
            locks.push(point.lock);
        }
    }
    locks
}

/// The line and the mark of a lock, for the legend.
fn sample(place: usize) -> Markup {
    let colour = hex(colour(place));
    html! {
        line x1="0" y1="6" x2="24" y2="6" stroke=(colour) stroke-width="2" {}
        circle cx="12" cy="6" r="4" fill=(colour) {}
    }
}

/// A number of CPUs on the axis, which has nothing between them.
fn whole(cpus: f64) -> String {
    match cpus.fract() {
        0.0 => format!("{cpus}"),
        _ => String::new(),
    }
}

/// Millions of acquisitions per second; shares of the best, if the rate of ticks is unknown.
fn height(point: &Shown) -> f64 {
    point
        .throughput
        .map_or(point.share, |throughput| throughput / 1e6)
}

fn draw(points: &[Shown], locks: &[&str]) -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let last = points.iter().map(|point| point.cpus).max().unwrap_or(1);
        let best = points.iter().map(height).fold(f64::MIN_POSITIVE, f64::max);
        let (left, right) = (0.75, last as f64 + 0.25);
        let mut chart = ChartBuilder::on(&area)
            .margin(8)
            .x_label_area_size(36)
            .y_label_area_size(48)
            .build_cartesian_2d(left..right, 0.0..best * 1.05)?;
        let marked = points.iter().filter(|point| point.mark.is_some());
        let marked: BTreeSet<usize> = marked.map(|point| point.cpus).collect();
        for cpus in marked {
            let middle = cpus as f64;
            let (from, to) = ((middle - 0.5).max(left), (middle + 0.5).min(right));
            let corners = [(from, 0.0), (to, best * 1.05)];
            chart.draw_series([Rectangle::new(corners, GROUND.filled())])?;
        }
        let text = ("sans-serif", 15).into_font().color(&INK);
        let unit = if points.iter().any(|point| point.throughput.is_some()) {
            "million acquisitions/s"
        } else {
            "throughput, best = 1"
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(FAINT)
            .axis_style(INK)
            .label_style(text)
            .x_desc("CPUs")
            .y_desc(unit)
            .x_labels(last.min(16))
            .y_labels(6)
            .x_label_formatter(&|cpus| whole(*cpus))
            .y_label_formatter(&|height| {
                if best < 5.0 {
                    format!("{height:.1}")
                } else {
                    format!("{height:.0}")
                }
            })
            .draw()?;
        for (place, lock) in locks.iter().enumerate() {
            let own = points.iter().filter(|point| point.lock == *lock);
            let line: Vec<_> = own
                .map(|point| (point.cpus as f64, height(point)))
                .collect();
            chart.draw_series(LineSeries::new(
                line.iter().copied(),
                colour(place).stroke_width(2),
            ))?;
            chart.draw_series(
                line.iter()
                    .map(|&at| Circle::new(at, 4, colour(place).filled())),
            )?;
        }
        area.present()?;
    }
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::report::Mark;

    fn point(lock: &str, cpus: usize, throughput: Option<f64>) -> Shown<'_> {
        Shown {
            lock,
            cpus,
            throughput,
            efficiency: None,
            share: 0.5,
            mark: (cpus > 2).then_some(Mark::Oversubscribed),
        }
    }

    #[test]
    fn each_lock_has_its_line_and_each_point_its_mark() {
        let points = [
            point("a", 1, Some(2e8)),
            point("a", 4, Some(1e7)),
            point("b", 1, Some(0.0)),
        ];
        let html = chart(&points).into_string();
        assert_eq!(
            html.matches("stroke-width=\"2\" points").count(),
            2,
            "one a lock: {html}"
        );
        assert_eq!(html.matches("r=\"4\"").count(), 3 + 2, "points and legend");
        assert!(html.contains("not the lock"));
        assert!(html.contains("million acquisitions/s"));
    }

    #[test]
    fn each_number_of_cpus_that_is_marked_has_its_ground() {
        let grounds = |marked: &[usize]| {
            let points = [1, 2, 3, 4].map(|cpus| Shown {
                mark: marked.contains(&cpus).then_some(Mark::Apart),
                ..point("a", cpus, Some(1e6))
            });
            let html = chart(&points).into_string();
            // One more in the legend.
            html.matches(&format!("fill=\"{}\"", hex(GROUND))).count()
        };
        assert_eq!(grounds(&[]), 0);
        assert_eq!(grounds(&[2]), 1 + 1);
        assert_eq!(grounds(&[1, 3, 4]), 3 + 1);
    }

    #[test]
    fn an_unknown_rate_is_not_made_up() {
        let html = chart(&[point("a", 1, None)]).into_string();
        assert!(
            html.contains("best = 1") && !html.contains("million"),
            "{html}"
        );
        assert!(!html.contains("not the lock"));
    }
}
