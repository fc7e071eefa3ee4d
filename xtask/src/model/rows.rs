//! Checks that have run, as a table and as lines.

use comfy_table::{Cell, Color, ColumnConstraint, Table};
use indicatif::HumanCount;
use latchwork_suite::report::{Mode, Row, Verdict};

use crate::ground::table::{bad, good, noted, number, table};
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

/// The table of model checks.
pub(crate) fn checks(outcomes: &[Outcome]) -> Table {
    let mut table = table(&COLUMNS);
    for outcome in outcomes {
        let row = &outcome.row;
        table.add_row([
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
    // Words are broken in these only, if the terminal is narrow.
    let broad = ["property", "detail"];
    for (column, name) in table.column_iter_mut().zip(COLUMNS) {
        if !broad.contains(&name) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table
}

/// How far the check looked; one that fails stops there, whatever it set out to do.
fn mode(row: &Row) -> Cell {
    let mode = row.check.mode;
    match mode {
        _ if row.result == Verdict::Fail => Cell::new("–"),
        _ if row.shard.is_some() => noted(&extent(row)),
        Mode::Complete => good(mode_name(mode)),
        Mode::Bounded => noted(mode_name(mode)),
        Mode::Random => Cell::new(mode_name(mode)),
    }
}

/// How far a check that passed has looked.
fn extent(row: &Row) -> String {
    match &row.shard {
        Some(shard) => format!("part {shard}"),
        None => mode_name(row.check.mode).to_owned(),
    }
}

/// The mode as the files write it.
pub(crate) fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Complete => "complete",
        Mode::Bounded => "bounded",
        Mode::Random => "random",
    }
}

fn result(outcome: &Outcome) -> Cell {
    match (outcome.as_expected, outcome.row.result) {
        (false, _) => bad(outcome.word()),
        (true, Verdict::Pass) => good(outcome.word()),
        (true, Verdict::Fail) => Cell::new(outcome.word()).fg(Color::Cyan),
    }
}

/// A finished check on one line, for a pipe.
pub(crate) fn line(outcome: &Outcome) -> String {
    let row = &outcome.row;
    let check = &row.check;
    let mode = match row.result {
        Verdict::Pass => format!(", {}", extent(row)),
        Verdict::Fail => String::new(),
    };
    format!(
        "{}: {} ({}){mode}, executions: {}, {}",
        outcome.word(),
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
    use crate::model::outcome::tests::{description, row};

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
