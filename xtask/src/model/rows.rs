//! Checks that have run, as a table and as lines.

use indicatif::HumanCount;
use latchwork_suite::report::{Mode, Row, Verdict};

use crate::ground::table::{Cell, NOTHING, Table, bad, expected, good, noted, number, table};
use crate::ground::time;
use crate::model::outcome::Outcome;

/// The columns of the table of model checks.
const COLUMNS: [&str; 10] = [
    "layer",
    "object",
    "property",
    "checker",
    "client",
    "mode",
    "executions",
    "time",
    "result",
    "detail",
];

/// Those with sentences.
const WRAPPING: [&str; 2] = ["property", "detail"];

/// Those that a narrow terminal shows, the first ones longest.
const KEPT: [&str; 8] = [
    "object",
    "client",
    "result",
    "checker",
    "executions",
    "time",
    "mode",
    "property",
];

/// The table of model checks.
pub(crate) fn checks(outcomes: &[Outcome]) -> Table {
    let mut table = table(&COLUMNS).wrapping(&WRAPPING).keeping(&KEPT);
    for outcome in outcomes {
        let row = &outcome.row;
        table.row([
            Cell::new(&row.check.layer),
            Cell::new(&row.check.object),
            Cell::new(&row.check.property),
            Cell::new(&row.check.checker),
            Cell::new(&row.check.client),
            mode(row),
            number(executions(row)),
            number(time::show(row.seconds)),
            result(outcome),
            Cell::new(&row.detail),
        ]);
    }
    table
}

/// How far the check looked; one that fails stops there, whatever it set out to do.
fn mode(row: &Row) -> Cell {
    let mode = row.check.mode;
    match mode {
        _ if row.result != Verdict::Pass => Cell::new(NOTHING),
        _ if row.shard.is_some() => noted(&extent(row)),
        Mode::Complete => good(mode.name()),
        Mode::Bounded => noted(mode.name()),
        Mode::Random => Cell::new(mode.name()),
    }
}

/// How far a check that passed has looked.
fn extent(row: &Row) -> String {
    match &row.shard {
        Some(shard) => format!("part {shard}"),
        None => row.check.mode.name().to_owned(),
    }
}

fn result(outcome: &Outcome) -> Cell {
    let word = shown(outcome);
    match (outcome.as_expected, outcome.row.result) {
        (false, _) => bad(&word),
        (true, Verdict::Fail) => expected(&word),
        (true, _) => good(&word),
    }
}

/// The result in a word or three, and whether it was known.
fn shown(outcome: &Outcome) -> String {
    let before = if outcome.from_before {
        ", from before"
    } else {
        ""
    };
    format!("{}{before}", outcome.word())
}

/// A finished check on one line, for a pipe.
pub(crate) fn line(outcome: &Outcome) -> String {
    let row = &outcome.row;
    let check = &row.check;
    let mode = match row.result {
        Verdict::Pass => format!(", {}", extent(row)),
        Verdict::Fail | Verdict::Unchecked => String::new(),
    };
    format!(
        "{}: {} ({}){mode}, executions: {}, {}",
        shown(outcome),
        check.id,
        check.checker,
        executions(row),
        time::show(row.seconds),
    )
}

/// How many executions there were, and how many others had to be left.
pub(crate) fn executions(row: &Row) -> String {
    let executions = HumanCount(row.executions);
    match row.blocked {
        None | Some(0) => executions.to_string(),
        Some(blocked) => format!("{executions} + {} blocked", HumanCount(blocked)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::table::tests::fits_every_terminal;
    use crate::model::outcome::tests::{description, row};

    #[test]
    fn checks_are_read_on_any_terminal() {
        let mut outcomes = Vec::new();
        for (object, client) in [
            ("TicketLock", "3x2"),
            ("Queue<BiasedLock>", "push 2x1, pop 1x2"),
        ] {
            let mut row = row(&description("a"), Verdict::Pass);
            row.check.object = object.into();
            row.check.client = client.into();
            row.check.property = "lock: exclusion, refinement, bypass, progress".into();
            row.blocked = Some(76_338);
            row.detail = "2 endings each from 6 → 4 → 2; up to the names of CPUs".into();
            outcomes.push(Outcome::found(row));
        }
        outcomes[0].from_before = true;
        let table = checks(&outcomes);
        fits_every_terminal(&table);
        let narrow = table.plain(Some(80));
        assert!(narrow.lines().count() <= 2 + 2 * 5, "{narrow}");
        assert!(narrow.contains("from before"), "{narrow}");
    }

    #[test]
    fn blocked_executions_are_told_apart() {
        let mut row = row(&description("a"), Verdict::Pass);
        for (blocked, text) in [
            (None, "301"),
            (Some(0), "301"),
            (Some(1_234), "301 + 1,234 blocked"),
        ] {
            row.blocked = blocked;
            assert_eq!(executions(&row), text);
            let line = line(&Outcome::found(row.clone()));
            assert!(line.contains(&format!("executions: {text},")), "{line}");
        }
    }
}
