//! What several sections are made of.

use latchwork_suite::report::{Mode, Row, Verdict};
use maud::{Markup, html};

use crate::outcome::Outcome;
use crate::table::mode_name;

/// A word on a coloured ground. The word says all; the colour repeats it.
pub(super) fn badge(kind: &str, word: &str) -> Markup {
    html! { span class={ "badge " (kind) } { (word) } }
}

/// How far a check looked; one that fails stops there, whatever it set out to do.
pub(super) fn mode(row: &Row) -> Markup {
    match row.result {
        Verdict::Fail => html! { "–" },
        Verdict::Pass => mode_badge(row.check.mode),
    }
}

/// The badge of a mode.
pub(super) fn mode_badge(mode: Mode) -> Markup {
    badge(mode_name(mode), mode_name(mode))
}

/// What came of a check.
pub(super) fn result(outcome: &Outcome) -> Markup {
    let kind = match (outcome.as_expected, outcome.row.result) {
        (false, _) => "bad",
        (true, Verdict::Pass) => "good",
        (true, Verdict::Fail) => "rejected",
    };
    badge(kind, outcome.word())
}

/// `pass` or `FAIL`.
pub(super) fn verdict(verdict: Verdict) -> Markup {
    match verdict {
        Verdict::Pass => badge("good", "pass"),
        Verdict::Fail => badge("bad", "FAIL"),
    }
}

/// A table with a label in each cell, for screens on which a row becomes a card.
/// The first cell is what the row is about.
pub(super) fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<Markup>>) -> Markup {
    html! {
        table {
            thead { tr { @for name in header { th scope="col" { (name) } } } }
            tbody {
                @for row in rows {
                    tr { @for (name, cell) in header.iter().zip(row) { td data-label=(name) { (cell) } } }
                }
            }
        }
    }
}
