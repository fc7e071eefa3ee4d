//! One result from those of all shards.

use std::collections::BTreeMap;

use latchwork_explore::Shard;
use latchwork_suite::report::{Description, Row};

use super::{Part, ShardFile};
use crate::model::outcome::{Outcome, weigh};

/// What to do about most that can be wrong.
const ADVICE: &str =
    "Run every shard from the same source, with the same options, and merge one file of each";

/// What all shards together have found, in the order of their set; or why `files`, each
/// with its name, are not the shards of one set.
pub(crate) fn join(files: &[(String, ShardFile)]) -> Result<Vec<Outcome>, String> {
    let [(first_name, first), ..] = files else {
        return Err("there is nothing to merge".to_owned());
    };
    for (name, file) in files {
        let (shard, first_shard) = (file.shard, first.shard);
        if shard.of() != first_shard.of() {
            return Err(format!(
                "{first_name} is shard {first_shard}, {name} is shard {shard}: these are not of \
                 one set\n{ADVICE}"
            ));
        }
        if let Some(difference) = first.set.difference(&file.set) {
            return Err(format!(
                "{first_name} and {name} are not of one set of shards: {difference}\n{ADVICE}"
            ));
        }
    }
    once_each(files)?;
    for (name, file) in files {
        own_rows(file).map_err(|why| format!("{name} {why}\n{ADVICE}"))?;
    }
    let joined = first.set.checks.iter().map(|part| {
        let rows = files.iter().flat_map(|(_, file)| {
            let own = file.rows.iter().filter(|it| part.is(&it.row.check));
            own.map(|outcome| (file.shard, outcome))
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|(shard, _)| shard.index());
        same_check(&rows)?;
        match &rows[..] {
            [(_, whole)] if !part.split => Ok((*whole).clone()),
            parts => Ok(sum(parts)),
        }
    });
    joined.collect()
}

/// How many missing shards are named.
const NAMED: usize = 8;

/// Whether each shard is there, and only once.
fn once_each(files: &[(String, ShardFile)]) -> Result<(), String> {
    let of = files[0].1.shard.of();
    let mut names: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (name, file) in files {
        names.entry(file.shard.index()).or_default().push(name);
    }
    if let Some((index, twice)) = names.iter().find(|(_, names)| names.len() > 1) {
        return Err(format!(
            "shard {index}/{of} is there more than once: {}\nLeave all but one out",
            twice.join(", ")
        ));
    }
    let missing = (1..=of).filter(|index| !names.contains_key(index));
    let missing: Vec<String> = missing
        .take(NAMED)
        .map(|index| format!("{index}/{of}"))
        .collect();
    let Some(one) = missing.first() else {
        return Ok(());
    };
    let more = match of - names.len() - missing.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Err(format!(
        "not all shards are there; missing: {}{more}\nRun `cargo xtask check --shard {one}` with \
         the options of the others, and merge its file, too",
        missing.join(", ")
    ))
}

/// Whether the rows of `file` are those that its shard has to run.
fn own_rows(file: &ShardFile) -> Result<(), String> {
    let ShardFile { shard, set, rows } = file;
    let share: Vec<_> = set.share(*shard).collect();
    for outcome in rows {
        let Description { id, checker, .. } = &outcome.row.check;
        let Some(part) = share.iter().find(|part| part.is(&outcome.row.check)) else {
            return Err(format!(
                "has a result for {id} ({checker}), which is not for shard {shard} to run"
            ));
        };
        if outcome.row.shard != part.split.then(|| shard.to_string()) {
            return Err(format!(
                "is shard {shard}, but explored {} of {id} ({checker})",
                outcome.row.shard.as_deref().unwrap_or("all")
            ));
        }
    }
    for part in share {
        match rows.iter().filter(|it| part.is(&it.row.check)).count() {
            1 => {}
            count => {
                let Part { id, checker, .. } = part;
                return Err(format!("has {count} results for {id} ({checker}), not one"));
            }
        }
    }
    Ok(())
}

/// Whether `rows` are of the same check, whatever came of it.
fn same_check(rows: &[(Shard, &Outcome)]) -> Result<(), String> {
    let asked = |outcome: &Outcome| Description {
        mode: rows[0].1.row.check.mode,
        ..outcome.row.check.clone()
    };
    match rows.iter().find(|it| asked(it.1) != rows[0].1.row.check) {
        None => Ok(()),
        Some((shard, other)) => Err(format!(
            "{} is another check in shard {shard} than in shard {}\n{ADVICE}",
            other.row.check.id, rows[0].0
        )),
    }
}

/// What `parts` of the executions of a check say of all of them. It holds if it holds
/// of each part.
fn sum(parts: &[(Shard, &Outcome)]) -> Outcome {
    let failed = parts.iter().find(|(_, it)| !it.as_expected);
    let (shard, outcome) = failed.unwrap_or(&parts[0]);
    let rows = || parts.iter().map(|(_, it)| &it.row);
    let mut row = Row {
        executions: rows().map(|row| row.executions).sum(),
        blocked: rows().map(|row| row.blocked).sum(),
        seconds: rows().map(|row| row.seconds).sum(),
        shard: None,
        // What one part shows is shown.
        missing: rows()
            .map(|row| row.missing.clone())
            .reduce(|mut all, other| {
                all.retain(|it| other.contains(it));
                all
            })
            .unwrap_or_default(),
        ..outcome.row.clone()
    };
    if failed.is_some() {
        row.detail = format!("{}, in shard {shard}", row.detail);
        return Outcome {
            row,
            as_expected: false,
            from_before: false,
        };
    }
    row.detail = details(rows());
    weigh(&row.check.clone(), row)
}

/// What the rows say beside their results: once, what several say.
fn details<'a>(rows: impl Iterator<Item = &'a Row>) -> String {
    let mut details: Vec<(&str, usize)> = Vec::new();
    for row in rows {
        match details.iter_mut().find(|(detail, _)| *detail == row.detail) {
            Some((_, count)) => *count += 1,
            None => details.push((&row.detail, 1)),
        }
    }
    match &details[..] {
        [(detail, _)] => (*detail).to_owned(),
        several => {
            let parts = several.iter().map(|(detail, count)| match count {
                1 => format!("{detail} (1 shard)"),
                count => format!("{detail} ({count} shards)"),
            });
            parts.collect::<Vec<_>>().join(" | ")
        }
    }
}
