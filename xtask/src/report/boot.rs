//! The kernel image: its self-tests, and the locks' curve.

use indicatif::HumanCount;
use latchwork_suite::report::Verdict;
use maud::{Markup, html};

use super::curve_svg;
use super::part::{table, verdict};
use crate::ground::time;
use crate::image::curve::{Shown, caution, shown};
use crate::image::report::BootReport;
use crate::image::serial::cpu_count;

/// The section on the boot.
pub(super) fn section(boot: &BootReport) -> Markup {
    let passed = boot
        .tests
        .iter()
        .filter(|test| test.result == Verdict::Pass);
    html! {
        p {
            (verdict(boot.result)) " "
            "The image, which links the same source of the locks, ran on " (cpu_count(boot.cpus as usize))
            " for " (time::show(boot.seconds)) " ("
            @match boot.accel.as_str() { "tcg" => "emulated by QEMU", other => { (other) } }
            ", " (boot.profile) " profile, " (boot.host_cpus) " cores on the host): "
            (passed.count()) " of " (boot.tests.len()) " self-tests passed."
        }
        @if !boot.complaints.is_empty() {
            ul { @for complaint in &boot.complaints { li { (complaint) } } }
        }
        @if !boot.tests.is_empty() {
            (table(&["self-test", "time", "result"], boot.tests.iter().map(|test| vec![
                html! { code { (test.name) } },
                html! { (test.seconds.map_or_else(|| "–".to_owned(), time::show)) },
                html! { (verdict(test.result)) @if !test.saw.is_empty() { " saw " (test.saw) } },
            ])))
        }
    }
}

/// The section on the curve.
pub(super) fn curve(boot: &BootReport) -> Markup {
    let points = shown(boot);
    if points.is_empty() {
        return html! { p { "Not drawn: the boot reported no point." } };
    }
    html! {
        p { "Acquisitions per second of each lock, all CPUs together, with an empty critical section." }
        @if let Some(caution) = caution(boot) {
            aside { @for line in caution.lines() { p { (line.trim()) } } }
        }
        figure.chart { (curve_svg::chart(&points)) }
        details {
            summary { "The numbers" }
            (table(&["lock", "CPUs", "acquisitions/s", "efficiency"], points.iter().map(numbers)))
        }
    }
}

fn numbers(point: &Shown) -> Vec<Markup> {
    let unknown = || "–".to_owned();
    let throughput = point
        .throughput
        .map_or_else(unknown, |it| HumanCount(it as u64).to_string());
    vec![
        html! { (point.lock) },
        html! { (point.marked_cpus()) },
        html! { (throughput) },
        html! { (point.efficiency.map_or_else(unknown, |it| format!("{it:.2}"))) },
    ]
}
