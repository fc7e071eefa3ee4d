//! What came of the mutants, as a table, as a sentence, and as JSON.

use std::collections::BTreeMap;
use std::fmt;

use indicatif::HumanCount;
use latchwork_mutation::{Kind, Mutant, Source};
use latchwork_suite::report::Verdict;
use serde::Serialize;

use super::hunt::Fate;
use super::tally::{Ended, Groups, folder};
use crate::ground::table::{Cell, NOTHING, Table, bad, good, noted, number, table};
use crate::ground::time;

/// How a mutant ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Conclusion {
    /// A check failed.
    Killed,
    /// No check failed.
    Survived,
    /// No check failed, and the source argues that none should.
    Excused,
}

/// An entry of `mutate.json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Entry {
    site: String,
    kind: Kind,
    class: String,
    object: Option<String>,
    what: String,
    from: String,
    to: String,
    result: Conclusion,
    /// The check that failed, and its checker.
    killed_by: Option<String>,
    /// Its checker, or `tests`.
    hunter: Option<String>,
    /// What it says was violated; `hang` or `crash`.
    violated: Option<String>,
    /// Up to the violation, in the check that failed; in all checks, if none did.
    executions: u64,
    seconds: f64,
    argument: Option<String>,
}

impl Entry {
    /// What came of `mutant`.
    pub(crate) fn new(mutant: &Mutant, fate: &Fate) -> Self {
        let killed = fate.killed.as_ref();
        let result = match (killed, &mutant.argument) {
            (Some(_), _) => Conclusion::Killed,
            (None, Some(_)) => Conclusion::Excused,
            (None, None) => Conclusion::Survived,
        };
        Self {
            site: mutant.site(),
            kind: mutant.kind,
            class: mutant.class().to_owned(),
            object: mutant.object.clone(),
            what: mutant.what.clone(),
            from: mutant.from.clone(),
            to: mutant.to.clone(),
            result,
            killed_by: killed.map(|kill| format!("{} ({})", kill.check, kill.checker)),
            hunter: killed.map(|kill| kill.checker.clone()),
            violated: killed.map(|kill| kill.violated.clone()),
            executions: fate.executions,
            seconds: fate.seconds,
            argument: mutant.argument.clone(),
        }
    }

    /// Whether nothing killed or excused it.
    pub(crate) fn survived(&self) -> bool {
        self.result == Conclusion::Survived
    }

    /// On one line, for a pipe.
    pub(crate) fn line(&self) -> String {
        let by = match (&self.killed_by, &self.violated) {
            (Some(check), Some(violated)) => format!(" by {check}: {violated}"),
            _ => String::new(),
        };
        format!(
            "{}: {} {}, {}{by}, executions: {}, {}",
            self.word(),
            self.site,
            self.what,
            change(&self.from, &self.to),
            HumanCount(self.executions),
            time::show(self.seconds),
        )
    }

    fn word(&self) -> &'static str {
        match (self.result, self.violated.as_deref()) {
            (Conclusion::Killed, Some("hang")) => "killed (hang)",
            (Conclusion::Killed, Some("crash")) => "killed (crash)",
            (Conclusion::Killed, _) => "killed",
            (Conclusion::Survived, _) => "SURVIVED",
            (Conclusion::Excused, _) => "excused",
        }
    }

    fn cell(&self) -> Cell {
        match self.result {
            Conclusion::Killed => good(self.word()),
            Conclusion::Survived => bad(self.word()),
            Conclusion::Excused => noted(self.word()),
        }
    }
}

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

/// How many mutants of which classes were left out, and what takes them.
pub(crate) fn left_out<'a>(classes: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for class in classes {
        *counts.entry(class).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let counts: Vec<_> = counts
        .iter()
        .map(|(class, count)| format!("{class} {count}"))
        .collect();
    format!(
        "Left out here: {all} mutants that are programs of their own ({}). `cargo xtask mutate` and \
         the gate with --deep take them.",
        counts.join(", ")
    )
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

/// The longest code in a table.
const WIDTH: usize = 44;

fn change(from: &str, to: &str) -> String {
    let to = if to.is_empty() { "nothing" } else { to };
    format!("{} → {}", shortened(from), shortened(to))
}

fn shortened(code: &str) -> String {
    if code.chars().count() <= WIDTH {
        return code.to_owned();
    }
    let start: String = code.chars().take(WIDTH - 1).collect();
    format!("{}…", start.trim_end())
}

/// How many orderings there are in the sources.
pub(crate) fn seen(sources: &[Source]) -> String {
    let ordered: usize = sources.iter().map(|source| source.ordered).sum();
    let relaxed: usize = sources.iter().map(|source| source.relaxed).sum();
    format!(
        "The sources name {} orderings: {ordered} can be weakened, {relaxed} are Relaxed already.",
        ordered + relaxed
    )
}

/// How many mutants of one kind ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    killed: usize,
    survived: usize,
    excused: usize,
}

/// A sum over entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    kinds: BTreeMap<Kind, Tally>,
    /// Mutants killed, by who killed them.
    by: BTreeMap<String, usize>,
}

impl Summary {
    /// Sums up `entries`.
    pub(crate) fn of(entries: &[Entry]) -> Self {
        let mut sum = Self::default();
        for entry in entries {
            let tally = sum.kinds.entry(entry.kind).or_default();
            if let Some(hunter) = &entry.hunter {
                *sum.by.entry(hunter.clone()).or_default() += 1;
            }
            match entry.result {
                Conclusion::Killed => tally.killed += 1,
                Conclusion::Survived => tally.survived += 1,
                Conclusion::Excused => tally.excused += 1,
            }
        }
        sum
    }

    /// `Pass` if nothing survived without an excuse.
    pub(crate) fn verdict(&self) -> Verdict {
        match self.kinds.values().all(|it| it.survived == 0) {
            true => Verdict::Pass,
            false => Verdict::Fail,
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (kind, tally)) in self.kinds.iter().enumerate() {
            let kind = match kind {
                Kind::Ordering => "Orderings",
                Kind::Logic => "Logic",
                Kind::Constant => "Constants",
                Kind::Bound => "Bounds",
            };
            let Tally {
                killed,
                survived,
                excused,
            } = tally;
            let of = killed + survived + excused;
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{kind}: {killed} of {of} mutants killed")?;
            if *excused > 0 {
                write!(f, ", {excused} excused")?;
            }
            match survived {
                0 => f.write_str(".")?,
                survived => write!(f, ", {survived} SURVIVED.")?,
            }
        }
        if !self.by.is_empty() {
            let by: Vec<_> = self
                .by
                .iter()
                .map(|(hunter, killed)| format!("{hunter} {killed}"))
                .collect();
            write!(f, " Killed by: {}.", by.join(", "))?;
        }
        Ok(())
    }
}

/// What `killed` means, and what it does not.
pub(crate) const MEANING: &str = "Killed: a check that passes on the code fails on the mutant. \
     That says nothing of mistakes that are not among the mutants.";

/// Excuses that nothing needs: each mutant there that was run was killed.
pub(crate) fn unneeded(entries: &[Entry]) -> Vec<String> {
    let excused = |argument: &Option<String>| {
        let mut same = entries.iter().filter(|it| it.argument == *argument);
        same.any(|it| it.result == Conclusion::Excused)
    };
    let mut notes: Vec<String> = entries
        .iter()
        .filter(|it| it.argument.is_some() && !excused(&it.argument))
        .map(|it| {
            format!(
                "{}: the excuse is not needed, the mutant is killed",
                it.site
            )
        })
        .collect();
    notes.dedup();
    notes
}

#[cfg(test)]
mod tests;
