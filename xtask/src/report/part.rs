//! What several sections are made of.

use latchwork_suite::report::{Mode, Row, Verdict};
use maud::{Markup, html};

use crate::model::layers;
use crate::model::outcome::Outcome;

/// A word on a coloured ground. The word says all; the colour repeats it.
pub(super) fn badge(kind: &str, word: &str) -> Markup {
    html! { span class={ "badge " (kind) } { (word) } }
}

/// The checks that should come out `expected`.
pub(super) fn checks(outcomes: &[Outcome], expected: Verdict) -> Vec<&Outcome> {
    outcomes
        .iter()
        .filter(|it| !layers::is_failure(it) && it.row.check.expected == expected)
        .collect()
}

/// How far a check looked; one that fails stops there, whatever it set out to do.
pub(super) fn mode(row: &Row) -> Markup {
    match row.result {
        Verdict::Fail | Verdict::Unchecked => html! { "–" },
        Verdict::Pass => mode_badge(row.check.mode),
    }
}

/// The badge of a mode.
pub(super) fn mode_badge(mode: Mode) -> Markup {
    badge(mode.name(), mode.name())
}

/// What came of a check.
pub(super) fn result(outcome: &Outcome) -> Markup {
    let kind = match (outcome.as_expected, outcome.row.result) {
        (false, _) => "bad",
        (true, Verdict::Fail) => "rejected",
        (true, _) => "good",
    };
    badge(kind, outcome.word())
}

/// `pass` or `FAIL`.
pub(super) fn verdict(verdict: Verdict) -> Markup {
    match verdict {
        Verdict::Pass => badge("good", "pass"),
        Verdict::Fail => badge("bad", "FAIL"),
        Verdict::Unchecked => badge("bad", "NOT CHECKED"),
    }
}

/// A path of modules, which may be broken between them.
pub(super) fn path(text: &str) -> Markup {
    html! { code { @for part in text.split_inclusive("::") { (part) wbr; } } }
}

/// The columns of numbers.
const NUMBERS: [&str; 5] = ["executions", "time", "CPUs", "acquisitions/s", "efficiency"];

/// A table with a label in each cell, for screens on which a row becomes a card.
/// The first cell is what the row is about.
pub(super) fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<Markup>>) -> Markup {
    let class = |name: &str| NUMBERS.contains(&name).then_some("number");
    html! {
        table {
            thead { tr { @for name in header { th scope="col" class=[class(name)] { (name) } } } }
            tbody {
                @for row in rows {
                    tr { @for (name, cell) in header.iter().zip(row) {
                        td data-label=(name) class=[class(name)] { span { (cell) } }
                    } }
                }
            }
        }
    }
}
