//! Mutants as tables: those that were run, and those that there are.

use indicatif::HumanCount;
use latchwork_mutation::Mutant;

use super::change::change;
use super::entry::{Conclusion, Entry};
use crate::ground::table::{Cell, NOTHING, Table, number, table};
use crate::ground::time;
use crate::mutate::tally::{Ended, Groups, folder};

/// The columns that say what a mutant is.
const MUTANT: [&str; 4] = ["site", "object", "what", CHANGE];

/// The column with the code as it is and as it would be.
const CHANGE: &str = "from → to";

/// The table of results.
pub(crate) fn results(entries: &[Entry]) -> Table {
    let outcome = ["result", "killed by", "violated", "executions", "time"];
    let mut table = table(&[&MUTANT[..], &outcome].concat())
        .wrapping(&[CHANGE])
        .keeping(&["site", CHANGE, "result", "killed by"]);
    for entry in entries {
        let object = entry.object.as_deref();
        let mut row = mutant(&entry.site, object, &entry.what, &entry.from, &entry.to);
        row.extend([
            entry.cell(),
            Cell::new(entry.killed_by.as_deref().unwrap_or(NOTHING)),
            Cell::new(entry.violated.as_deref().unwrap_or(NOTHING)),
            number(HumanCount(entry.executions)),
            number(time::show(entry.seconds)),
        ]);
        table.row(row);
    }
    table
}

/// The table of crates.
pub(crate) fn by_crate(entries: &[Entry]) -> Table {
    groups(entries, "crate", |entry| folder(&entry.site))
}

/// The table of classes.
pub(crate) fn by_class(entries: &[Entry]) -> Table {
    groups(entries, "class", |entry| &entry.class)
}

fn groups(entries: &[Entry], what: &'static str, group: impl Fn(&Entry) -> &str) -> Table {
    let ended = |entry| -> Ended<'_> {
        let entry: &Entry = entry;
        Ended {
            group: group(entry),
            hunter: entry.hunter.as_deref(),
            excused: entry.result == Conclusion::Excused,
        }
    };
    let counted = Groups::of(what, entries.iter().map(ended));
    let mut table = table(&counted.header());
    for (name, counts) in counted.rows() {
        let mut row = vec![Cell::new(name)];
        row.extend(counts.into_iter().map(number));
        table.row(row);
    }
    table
}

/// The table of mutants that have not been run.
pub(crate) fn list<'a>(mutants: impl Iterator<Item = &'a Mutant>) -> Table {
    let mut table = table(&[&MUTANT[..], &["kind", "excuse"]].concat())
        .wrapping(&[CHANGE, "excuse"])
        .keeping(&["site", CHANGE, "kind"]);
    for it in mutants {
        let mut row = mutant(&it.site(), it.object.as_deref(), &it.what, &it.from, &it.to);
        row.push(Cell::new(it.kind));
        row.push(Cell::new(it.argument.as_deref().unwrap_or(NOTHING)));
        table.row(row);
    }
    table
}

/// The mutants as JSON.
pub(crate) fn list_json<'a>(mutants: impl Iterator<Item = &'a Mutant>) -> Vec<serde_json::Value> {
    let entry = |it: &Mutant| {
        serde_json::json!({
            "site": it.site(), "kind": it.kind, "class": it.class(), "object": it.object, "what": it.what,
            "from": it.from, "to": it.to, "argument": it.argument,
        })
    };
    mutants.map(entry).collect()
}

/// Where all of them are; a table has no room for it.
const PRIMITIVES: &str = "primitives/";

fn mutant(site: &str, object: Option<&str>, what: &str, from: &str, to: &str) -> Vec<Cell> {
    vec![
        Cell::new(site.strip_prefix(PRIMITIVES).unwrap_or(site)),
        Cell::new(object.unwrap_or(NOTHING)),
        Cell::new(what),
        Cell::new(change(from, to)),
    ]
}
