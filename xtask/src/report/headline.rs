//! What was run, in numbers, and what was not as expected.

use indicatif::HumanCount;
use latchwork_suite::report::Verdict;
use maud::{Markup, html};

use super::findings::Findings;
use super::part::{badge, checks};
use crate::ground::time;
use crate::image::report::BootReport;
use crate::image::serial::cpu_count;
use crate::model::layers::{self, Status};
use crate::model::outcome::Outcome;
use crate::model::summary::Summary;
use crate::model::surprises::alike;

/// The head of the page.
pub(super) fn of(findings: &Findings) -> Markup {
    let outcomes = &findings.explored.outcomes;
    let summary = Summary::of(outcomes);
    let failed = summary.counts().1 + usize::from(findings.boot.result == Verdict::Fail);
    html! {
        p.eyebrow { "Latchwork: model-checked to the stated bounds; not proved" }
        h1 { "What was checked, and how far" }
        p {
            @match failed {
                0 => { (badge("good", "All as expected")) },
                _ => { (badge("bad", &format!("FAILED: {failed} not as expected"))) },
            }
            " " (summary)
        }
        (numbers(findings))
        p { a href="curves.html" { "Which lock to choose: the curves of the locks" } }
        p.source { (findings.source) }
    }
}

fn numbers(findings: &Findings) -> Markup {
    let outcomes = &findings.explored.outcomes;
    let layers = &findings.explored.layers;
    let above = layers.iter().filter(|it| !it.layer.rests_on.is_empty());
    let checked = layers.iter().filter(|it| it.status == Status::Checked);
    let claims = checks(outcomes, Verdict::Pass);
    let controls = checks(outcomes, Verdict::Fail);
    let good = |checks: &[&Outcome]| checks.iter().filter(|it| it.as_expected).count();
    let executions = claims.iter().filter(|it| it.as_expected);
    let executions: u64 = executions.map(|it| it.row.executions).sum();
    let tests = &findings.boot.tests;
    let passed = tests.iter().filter(|test| test.result == Verdict::Pass);
    let tiles = [
        (
            of_all(checked.count(), above.count()),
            "layers checked, above one that is taken for granted",
        ),
        (of_all(good(&claims), claims.len()), "checks passed"),
        (
            HumanCount(executions).to_string(),
            "executions explored by them",
        ),
        (
            of_all(good(&controls), controls.len()),
            "controls rejected, as they must be",
        ),
        (
            of_all(passed.count(), tests.len()),
            "self-tests passed in the kernel image",
        ),
    ];
    html! {
        dl.numbers {
            @for (number, what) in tiles {
                div { dd { (number) } dt { (what) } }
            }
        }
    }
}

fn of_all(count: usize, all: usize) -> String {
    format!("{count} of {all}")
}

/// What did not turn out as expected; nothing if all did.
pub(super) fn surprises(outcomes: &[Outcome], boot: &BootReport) -> Markup {
    let surprises = alike(outcomes);
    if surprises.is_empty() && boot.result == Verdict::Pass {
        return html! {};
    }
    html! {
        section id="failed" {
            h2 { "Not as expected" }
            @for (outcome, others) in surprises.iter().filter_map(|it| it.split_first()) {
                article.bad {
                    h3 { code { (outcome.row.check.id) } " " (badge("bad", outcome.word())) }
                    @if !layers::is_failure(outcome) {
                        p { (outcome.row.check.object) ", " (outcome.row.check.property) " (" (outcome.row.check.checker) ")." }
                    }
                    (super::controls::shown(&outcome.row))
                    @if !others.is_empty() {
                        p { "Also found by:" }
                        ul { @for other in others { li { code { (other.row.check.id) } " (" (other.row.check.checker) ")" } } }
                    }
                }
            }
            @if boot.result == Verdict::Fail {
                article.bad {
                    h3 { "The boot on " (cpu_count(boot.cpus as usize)) " " (badge("bad", "FAIL")) }
                    p { "It ended after " (time::show(boot.seconds)) "." }
                    ul { @for complaint in &boot.complaints { li { (complaint) } } }
                }
            }
        }
    }
}
