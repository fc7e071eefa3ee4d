//! The checks that must pass, by layer and object.

use latchwork_suite::report::{Mode, Row, Verdict};
use maud::{Markup, html};

use super::layers::status;
use super::part::{checks, mode, mode_badge, result, table};
use crate::ground::time;
use crate::model::layers::Standing;
use crate::model::outcome::Outcome;
use crate::model::rows::executions;

/// What the modes mean.
const MODES: [(Mode, &str); 3] = [
    (
        Mode::Complete,
        "every execution of this client: under explore every one that RC11 allows, each once; under loom the end of a search without a limit, which leaves out waits that poll in vain, CPUs that begin long before their first access, and where the row says so, executions that differ by the names of CPUs only; larger clients are not covered",
    ),
    (
        Mode::Bounded,
        "a search that ended at the bound in the last column; what lies beyond it is unknown",
    ),
    (
        Mode::Random,
        "a sample: so many schedules, drawn from a fixed seed",
    ),
];

/// The section.
pub(super) fn section(layers: &[Standing], outcomes: &[Outcome]) -> Markup {
    let claims = checks(outcomes, Verdict::Pass);
    html! {
        p {
            "Each row is one check of one client. A client of 3x2 is 3 CPUs with 2 operations each. "
            "How far a check looked is part of what it says:"
        }
        dl.modes { @for (mode, means) in MODES { div { dt { (mode_badge(mode)) } dd { (means) "." } } } }
        @for standing in layers {
            @let own: Vec<&Outcome> = claims.iter().copied().filter(|it| it.row.check.layer == standing.layer.name).collect();
            h3 { "Layer: " (standing.layer.name) " " (status(&standing.status)) }
            @if own.is_empty() { p { "No check in this run." } }
            @for object in objects(&own) {
                h4 { (object) }
                (table(
                    &["check", "property", "checker", "client", "mode", "executions", "time", "result", "detail"],
                    own.iter().filter(|it| it.row.check.object == object).map(|it| row(it)),
                ))
            }
        }
    }
}

/// In the order of their first check.
fn objects<'a>(outcomes: &[&'a Outcome]) -> Vec<&'a str> {
    let mut objects = Vec::new();
    for outcome in outcomes {
        let object = outcome.row.check.object.as_str();
        if !objects.contains(&object) {
            objects.push(object);
        }
    }
    objects
}

fn row(outcome: &Outcome) -> Vec<Markup> {
    let row: &Row = &outcome.row;
    vec![
        html! { code { (row.check.id) } },
        html! { (row.check.property) },
        html! { (row.check.checker) },
        html! { (row.check.client) },
        mode(row),
        html! { (executions(row)) },
        html! { (time::show(row.seconds)) },
        result(outcome),
        html! { (row.detail) },
    ]
}
