//! A chart: lines against the number of CPUs.

use std::error::Error;

use maud::{Markup, PreEscaped, html};
use plotters::prelude::*;

use crate::page::{FAINT, INK, colour, hex};

/// Of a chart. A phone shows it at about this width, so that text keeps its size.
const SIZE: (u32, u32) = (400, 270);

/// What is drawn.
#[derive(Debug)]
pub(super) struct Chart {
    /// What its heights are.
    pub(super) unit: &'static str,
    /// Whether a step up is a factor.
    pub(super) by_factors: bool,
    pub(super) lines: Vec<Line>,
}

/// A line of a chart.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) name: String,
    /// Its colour among those that there are.
    pub(super) colour: usize,
    /// Measured by others: its points are hollow, and not joined.
    pub(super) published: bool,
    pub(super) points: Vec<(usize, f64)>,
}

/// The chart with its legend, or why there is none.
pub(super) fn drawn(chart: &Chart) -> Markup {
    match draw(chart) {
        Ok(svg) => html! {
            figure.chart {
                ul.legend {
                    @for line in &chart.lines {
                        li { svg viewBox="0 0 24 12" aria-hidden="true" { (sample(line)) } (line.name) }
                    }
                }
                (PreEscaped(svg))
            }
        },
        Err(error) => html! { p { "The chart could not be drawn: " (error) } },
    }
}

/// The line and the mark of a lock, for the legend.
fn sample(line: &Line) -> Markup {
    let colour = hex(colour(line.colour));
    html! {
        @if line.published {
            circle cx="12" cy="6" r="4" fill="none" stroke=(colour) stroke-width="2" {}
        } @else {
            line x1="0" y1="6" x2="24" y2="6" stroke=(colour) stroke-width="2" {}
            circle cx="12" cy="6" r="3" fill=(colour) {}
        }
    }
}

/// Where a number of CPUs is: each step to the right doubles them.
fn across(cpus: usize) -> f64 {
    (cpus as f64).log2()
}

/// What stands at a place of the axis that has a whole power of two, or nothing.
fn power_of_two(place: f64) -> String {
    match place.fract().abs() < 1e-6 {
        true => format!("{}", place.exp2().round()),
        false => String::new(),
    }
}

/// A height, with as many digits as it needs.
fn told(height: f64) -> String {
    match height {
        it if it >= 10.0 => format!("{it:.0}"),
        it if it >= 1.0 => format!("{it:.1}"),
        it if it >= 0.1 => format!("{it:.2}"),
        0.0 => "0".to_owned(),
        it => format!("{it:.3}"),
    }
}

fn draw(chart: &Chart) -> Result<String, Box<dyn Error>> {
    let all = || chart.lines.iter().flat_map(|line| &line.points);
    let most = all().map(|&(cpus, _)| cpus).max();
    let most = most.ok_or("there is nothing to draw")?;
    let up = |height: f64| match chart.by_factors {
        true => height.max(f64::MIN_POSITIVE).log10(),
        false => height,
    };
    let highest = all()
        .map(|&(_, height)| up(height))
        .fold(f64::NEG_INFINITY, f64::max);
    let lowest = all()
        .map(|&(_, height)| up(height))
        .fold(f64::INFINITY, f64::min);
    let (bottom, top) = match chart.by_factors {
        true => (lowest - 0.1, highest + 0.1),
        false => (0.0, highest.max(f64::MIN_POSITIVE) * 1.05),
    };
    let right = across(most).max(1.0);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let mut context = ChartBuilder::on(&area)
            .margin(8)
            .x_label_area_size(36)
            .y_label_area_size(62)
            .build_cartesian_2d(-0.1..right + 0.1, bottom..top)?;
        let text = ("sans-serif", 15).into_font().color(&INK);
        context
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(FAINT)
            .axis_style(INK)
            .label_style(text)
            .x_desc("CPUs")
            .y_desc(chart.unit)
            .x_labels(right as usize + 2)
            .y_labels(6)
            .x_label_formatter(&|place| power_of_two(*place))
            .y_label_formatter(&|height| match chart.by_factors {
                true => told(10_f64.powf(*height)),
                false => told(*height),
            })
            .draw()?;
        for line in &chart.lines {
            let colour = colour(line.colour);
            let points = line
                .points
                .iter()
                .map(|&(cpus, height)| (across(cpus), up(height)));
            let points: Vec<(f64, f64)> = points.collect();
            if line.published {
                let hollow = |&at: &(f64, f64)| Circle::new(at, 4, colour.stroke_width(2));
                context.draw_series(points.iter().map(hollow))?;
            } else {
                context.draw_series(LineSeries::new(
                    points.iter().copied(),
                    colour.stroke_width(2),
                ))?;
                let full = |&at: &(f64, f64)| Circle::new(at, 2, colour.filled());
                context.draw_series(points.iter().map(full))?;
            }
        }
        area.present()?;
    }
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(by_factors: bool) -> Chart {
        let line = |name: &str, published| Line {
            name: name.to_owned(),
            colour: 0,
            published,
            points: vec![(1, 8.0), (2, 0.25), (48, 4.0)],
        };
        Chart {
            unit: "million acquisitions/s",
            by_factors,
            lines: vec![line("modelled", false), line("published", true)],
        }
    }

    #[test]
    fn each_line_has_its_points_and_its_name() {
        for by_factors in [false, true] {
            let html = drawn(&chart(by_factors)).into_string();
            assert!(html.contains("modelled") && html.contains("published"));
            // Three each, and one in each legend.
            assert_eq!(html.matches("<circle").count(), 8, "{html}");
            assert!(html.contains("million acquisitions/s") && html.contains("\n32\n"));
        }
    }

    #[test]
    fn a_chart_of_nothing_says_so() {
        let empty = Chart {
            unit: "",
            by_factors: false,
            lines: Vec::new(),
        };
        let html = drawn(&empty).into_string();
        assert!(html.contains("there is nothing to draw"), "{html}");
    }

    #[test]
    fn heights_have_the_digits_that_they_need() {
        assert_eq!(
            [0.0, 0.0123, 0.5, 2.25, 48.4].map(told),
            ["0", "0.012", "0.50", "2.2", "48"]
        );
        assert_eq!([0.0, 0.5, 5.0].map(power_of_two), ["1", "", "32"]);
    }
}
