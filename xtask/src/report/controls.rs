//! The controls: known-bad twins, each with the execution that gives it away.

use latchwork_suite::render::svg;
use latchwork_suite::report::{Row, Verdict};
use maud::{Markup, PreEscaped, html};

use super::part::{checks, result};
use crate::ground::time;
use crate::model::outcome::Outcome;
use crate::model::rows::executions;

/// The section.
pub(super) fn section(outcomes: &[Outcome]) -> Markup {
    html! {
        p {
            "A check that cannot fail shows nothing. Each control has a known mistake, or claims too much, "
            "and the same kind of check must reject it for the stated property."
        }
        @for outcome in checks(outcomes, Verdict::Fail) { (control(outcome)) }
    }
}

fn control(outcome: &Outcome) -> Markup {
    let row = &outcome.row;
    html! {
        article class=[(!outcome.as_expected).then_some("bad")] {
            h3 { code { (row.check.id) } " " (result(outcome)) }
            p {
                (row.check.object) " (" (row.check.checker) ", " (row.check.client) ") must violate "
                strong { (row.check.violates) } ". "
                @match row.result {
                    Verdict::Pass => { "No violation was found" },
                    Verdict::Fail if row.violated.is_empty() => { "It failed without a violation" },
                    Verdict::Unchecked => { "Nothing was looked for" },
                    Verdict::Fail => { "It violates " strong { (row.violated) } },
                }
                "; executions: " (executions(row)) ", " (time::show(row.seconds)) "."
            }
            @if row.result == Verdict::Fail {
                details { summary { "The counterexample" } (shown(row)) }
            }
        }
    }
}

/// How `row` went wrong, as the checker tells it.
pub(super) fn shown(row: &Row) -> Markup {
    match &row.counterexample {
        Some(counterexample) => html! { div.drawing { (PreEscaped(svg(counterexample))) } },
        None => html! { div.drawing { pre { (row.violation) } } },
    }
}
